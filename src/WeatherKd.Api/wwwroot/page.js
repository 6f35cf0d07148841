// One page, four views, chosen by the part of the address after '#'.
import { lastSeen, refreshWanted, view } from "./address.js";
import { banner } from "./banner.js";
import * as forecast from "./forecast.js";
import * as overview from "./overview.js";
import * as pipeline from "./pipeline.js";
import * as students from "./students.js";
import { sentence } from "./words.js";

const views = { overview, forecast, students, pipeline };
const refreshEvery = 15_000;
const main = document.getElementById("main");
const problem = document.getElementById("problem");
let running = new AbortController();

/** Shows the current view anew. */
async function refresh() {
  const name = view() in views ? view() : "overview";
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === name) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
    link.href = link.dataset.view === name ? location.hash || "#overview" : lastSeen(link.dataset.view);
  }
  document.title = `${sentence(name)} – WeatherKd`;
  running.abort();
  running = new AbortController();
  const { signal } = running;
  try {
    const before = hands();
    await views[name].show(main, signal);
    if (signal.aborted) {
      return;
    }
    restore(before);
    main.dataset.view = name;
    main.classList.remove("stopped");
    problem.hidden = true;
    await banner(document.getElementById("banner"), signal);
  } catch (error) {
    if (!signal.aborted) {
      // What is shown no longer holds, whichever view it is.
      main.classList.toggle("stopped", error.unreachable === true);
      say(error);
    }
  }
}

/** What the reader had unfolded and where the keyboard was: a view shown anew must take neither away. */
const hands = () => ({
  open: [...main.querySelectorAll("details[open]")].map(d => d.dataset.key),
  focus: main.contains(document.activeElement) ? document.activeElement.dataset.key : null,
  caret: document.activeElement.selectionStart,
  scrolled: [...main.querySelectorAll(".stations")].map(list => list.scrollTop),
});

function restore({ open, focus, caret, scrolled }) {
  for (const made of main.querySelectorAll("[data-key]")) {
    if (made.localName === "details" && open.includes(made.dataset.key)) {
      made.open = true;
    }
    if (focus && made.dataset.key === focus) {
      (made.localName === "details" ? made.querySelector("summary") : made).focus({ preventScroll: true });
      if (made.localName === "input" && caret != null) {
        made.setSelectionRange(caret, caret);
      }
    }
  }
  main.querySelectorAll(".stations").forEach((list, i) => { list.scrollTop = scrolled[i] ?? 0; });
}

function say(error) {
  problem.textContent = error.message;
  problem.hidden = false;
}

// The link that skips to the content must not become a view.
document.querySelector(".skip").addEventListener("click", event => { event.preventDefault(); main.focus(); });
addEventListener(refreshWanted, refresh);
addEventListener("hashchange", () => { main.focus({ preventScroll: true }); refresh(); });
addEventListener("unhandledrejection", event => { if (event.reason?.name !== "AbortError") { say(event.reason); } });

// Fresh data by themselves, but never under the hands of somebody who is using a control.
setInterval(() => {
  const busy = document.getElementById("confirm").open || main.querySelector("select:focus, input:focus");
  if (!document.hidden && !busy) {
    refresh();
  }
}, refreshEvery);
refresh();
