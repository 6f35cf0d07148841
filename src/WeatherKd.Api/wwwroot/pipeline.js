// The pipeline: alarms, what runs now, one line of time of all that happened, quarantine, and how the service has done.
import { choose, chosen, refresh } from "./address.js";
import { alarms } from "./alarms.js";
import { confirmed } from "./dialog.js";
import { badge, card, element, select, table } from "./dom.js";
import { quarantine } from "./quarantine.js";
import { change, read } from "./service.js";
import { events, kinds } from "./timeline.js";
import { curves, left } from "./training.js";
import { moment, words } from "./words.js";

const first = 25;

export async function show(main, signal) {
  const [state, { runs }, { history }] = await Promise.all([
    read("pipeline", signal),
    read("pipeline/runs?count=50", signal),
    read("students", signal),
  ]);
  const running = runs.find(r => r.state === "running");
  const training = running ? await read(`pipeline/runs/${encodeURIComponent(running.id)}`, signal) : null;
  if (signal.aborted) {
    return;
  }
  main.replaceChildren(
    alarms(state),
    card("Retraining", now(running, training), element("button", { "data-key": "retrain", onclick: retrain }, "Retrain now")),
    ...(training && training.progress.length > 0 ? [curves([{ name: "under way", progress: training.progress }], "Training so far")] : []),
    timeline(state, runs, history),
    quarantine(state.quarantine),
    card("How the service has done", skill(state.skill)));
}

function now(running, training) {
  return running
    ? element(
        "p",
        {},
        badge(running.status?.stage ?? "started", "good"),
        ` ${running.request.model}, run of ${moment(running.request.run)}: ${running.status?.message ?? "starting"}. `,
        training ? left(training) : "",
      )
    : element("p", { class: "soft" }, "Nothing runs. The next complete run of the numerical model starts one.");
}

/** All that happened, newest first, in one table. */
function timeline(state, runs, history) {
  const kind = chosen("kind") ?? "";
  const all = events(state, runs, history).filter(e => kind === "" || e.kind === kind);
  const shown = chosen("all") ? all : all.slice(0, first);
  return card(
    "What happened",
    element(
      "div",
      { class: "controls" },
      element(
        "div",
        { class: "field" },
        element("label", { for: "kind" }, "Show"),
        select("kind", [["", "everything"], ...kinds], kind, value => choose({ kind: value })),
      ),
    ),
    all.length === 0
      ? element("p", { class: "empty" }, "Nothing yet.")
      : table(
          "What happened, newest first",
          ["When (UTC)", "What", "About", "Outcome"],
          shown.map(e => [{ tight: moment(e.at) }, e.what, e.about, e.outcome]),
        ),
    all.length > shown.length
      ? element("button", { "data-key": "all", onclick: () => choose({ all: "1" }) }, `Show all ${all.length}`)
      : null,
    state.files.whole
      ? null
      : element("p", { class: "soft" }, "There are more files than are looked through; newer ones may be missing here."),
  );
}

// How the forecasts that were issued have come true, beside the raw model on the same rows.
function skill(state) {
  if (!state || state.scores.length === 0) {
    return element("p", { class: "empty" }, "No forecast has come true yet, or none was scored: that happens every hour.");
  }
  return table(
    `Rolling skill as of ${moment(state.at)}`,
    [
      "Variable",
      { number: "Days" },
      { number: "Rows" },
      { number: "RMSE" },
      { number: "Raw model's RMSE" },
      { number: "Skill" },
      { number: "Challenger's skill" },
    ],
    state.scores.map(s => [
      words(s.variable),
      { number: String(s.days) },
      { number: String(s.service.count) },
      { number: s.service.rmse.toFixed(2) },
      { number: s.teacher ? s.teacher.rmse.toFixed(2) : "–" },
      { number: s.skill == null ? "–" : s.skill.toFixed(2) },
      { number: s.challenger?.skill == null ? "–" : s.challenger.skill.toFixed(2) },
    ]),
  );
}

async function retrain() {
  const reason = await confirmed(
    "Retrain now?",
    "A training starts on the newest run of the numerical model. The student in service stays until a better one is found.",
    "Retrain",
  );
  if (reason !== null) {
    await change("pipeline/retrain", { reason });
    refresh();
  }
}
