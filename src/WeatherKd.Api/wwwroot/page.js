// One page, three views, chosen by the part of the address after '#'.
import { refreshWanted } from "./dialog.js";
import * as forecast from "./forecast.js";
import * as pipeline from "./pipeline.js";
import * as students from "./students.js";

const views = { forecast, students, pipeline };
const refreshEvery = 15_000;
const main = document.getElementById("main");
const problem = document.getElementById("problem");
let running = new AbortController();

/** Shows the current view anew. */
async function refresh() {
  const name = location.hash.slice(1) in views ? location.hash.slice(1) : "forecast";
  for (const link of document.querySelectorAll("nav a")) {
    link.toggleAttribute("aria-current", link.hash === `#${name}`);
    if (link.hash === `#${name}`) {
      link.setAttribute("aria-current", "page");
    }
  }
  document.title = `${name.charAt(0).toUpperCase()}${name.slice(1)} – WeatherKd`;
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const before = hands();
  try {
    await views[name].show(main, signal);
    restore(before);
    problem.hidden = true;
  } catch (error) {
    if (!signal.aborted) {
      say(error);
    }
  }
}

/** What the reader had unfolded and where the keyboard was: a view shown anew must take neither away. */
const hands = () => ({
  open: [...main.querySelectorAll("details[open]")].map(d => d.dataset.key),
  focus: main.contains(document.activeElement) ? document.activeElement.dataset.key : null,
});

function restore({ open, focus }) {
  for (const made of main.querySelectorAll("[data-key]")) {
    if (made.localName === "details" && open.includes(made.dataset.key)) {
      made.open = true;
    }
    if (focus && made.dataset.key === focus) {
      (made.localName === "details" ? made.querySelector("summary") : made).focus({ preventScroll: true });
    }
  }
}

function say(error) {
  problem.textContent = error.message;
  problem.hidden = false;
}

addEventListener(refreshWanted, refresh);
addEventListener("hashchange", () => { main.focus(); refresh(); });
addEventListener("unhandledrejection", event => { if (event.reason?.name !== "AbortError") { say(event.reason); } });
document.getElementById("key-form").addEventListener("submit", event => { event.preventDefault(); refresh(); });
document.getElementById("key").addEventListener("change", refresh);

// Fresh data by themselves, but never under the hands of somebody who is using a control.
setInterval(() => {
  const busy = document.getElementById("confirm").open || main.querySelector("select:focus, input:focus");
  if (!document.hidden && !busy) {
    refresh();
  }
}, refreshEvery);
refresh();
