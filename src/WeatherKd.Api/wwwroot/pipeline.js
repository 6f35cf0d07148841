// The pipeline: alarms, the running retraining with its curves, flagged runs of numerical models, last files, quarantine.
import { confirmed, refresh } from "./dialog.js";
import { card, element, moment, table, unfold } from "./dom.js";
import { change, key, read } from "./service.js";
import { curves } from "./students.js";

export async function show(main, signal) {
  const [state, { runs }] = await Promise.all([read("pipeline", signal), read("pipeline/runs", signal)]);
  const running = runs.find(r => r.state === "running");
  const progress = running ? (await read(`pipeline/runs/${encodeURIComponent(running.id)}`, signal)).progress : [];
  if (signal.aborted) {
    return;
  }
  main.replaceChildren(
    card("Alarms", state.alarms.length === 0
      ? element("p", { class: "good" }, "None.")
      : element("div", { role: "list" }, state.alarms.map(a => element("p", { class: "alarm", role: "listitem" }, a.message,
        a.since ? element("span", { class: "soft" }, ` Since ${moment(a.since)}.`) : null)))),
    card("Rolling skill", skill(state.skill)),
    card("Retraining", now(running),
      element("button", { disabled: key() === "", "data-key": "retrain", onclick: retrain }, "Retrain now"),
      key() === "" ? element("span", { class: "soft" }, " Needs the admin key.") : null),
    ...(progress.length > 0 ? [curves(progress, "Training so far")] : []),
    card("Last retrainings", runs.length === 0 ? element("p", { class: "empty" }, "None yet.") : table("Last retrainings", ["Started", "Model", "Run", "Outcome"],
      runs.map(r => [{ tight: moment(r.started_at) }, r.request.model, { tight: moment(r.request.run) }, outcome(r)]))),
    card("Flagged model runs", state.flagged_runs.length === 0
      ? element("p", { class: "good" }, "None: every value of the last 40 days passed its checks.")
      : table("Runs of numerical models with flagged values, which are not used", ["Run", "Model", { number: "Flagged" }, { number: "Of" }, "Checks", ""],
        state.flagged_runs.map(r => [{ tight: moment(r.run) }, r.model, { number: String(r.flagged_values) }, { number: String(r.values) },
          r.flagged.map(f => `${f.variable}: ${f.count} ${f.test}`).join(", "), r.refusal ? element("span", { class: "badge bad" }, "in quarantine") : ""]))),
    card("Quarantine", state.quarantine.length === 0 ? element("p", { class: "good" }, "Empty: every file could be read and used.") : table("Files in quarantine", ["Arrived", "File", "What is wrong", "Where"],
      state.quarantine.map(q => [{ tight: moment(q.arrived_at) }, element("span", { class: "mono" }, q.file), q.reason, where(q)]))),
    card("Last files", state.files.newest.length === 0 ? element("p", { class: "empty" }, "None yet.") : table("Last files", ["Arrived", "File", { number: "Size" }, ""],
      state.files.newest.map(f => [{ tight: moment(f.arrived_at) }, element("span", { class: "mono" }, `${f.container}/${f.name}`), { number: size(f.bytes) },
        state.quarantine.some(q => q.file === `${f.container}/${f.name}`) ? element("span", { class: "badge bad" }, "in quarantine") : ""])),
      state.files.whole ? null : element("p", { class: "soft" }, "There are more files than are looked through; newer ones may be missing here.")));
}

function now(running) {
  return running
    ? element("p", {}, element("span", { class: "badge good" }, running.status?.stage ?? "started"), ` ${running.request.model}, run of ${moment(running.request.run)}: ${running.status?.message ?? "starting"}.`)
    : element("p", { class: "soft" }, "Nothing runs. The next complete run of the numerical model starts one.");
}

/** What came of a retraining: its verdict, and its reasons to unfold where they are many. */
function outcome(run) {
  const verdict = run.outcome?.verdict ?? run.state;
  const bad = run.failure != null || verdict === "failed";
  const badge = element("span", { class: `badge ${bad ? "bad" : verdict === "promoted" || run.state === "running" ? "good" : "soft"}` }, verdict);
  const reasons = run.failure ? [run.failure] : run.outcome?.reasons ?? (run.status?.message ? [run.status.message] : []);
  return reasons.length <= 1
    ? element("span", {}, badge, ` ${reasons.join("")}`)
    : element("div", {}, badge, unfold(`reasons-${run.id}`, `${reasons.length} reasons`, element("ul", {}, reasons.map(r => element("li", {}, r)))));
}

// How the forecasts that were issued have come true, beside the raw model on the same rows.
function skill(state) {
  if (!state || state.scores.length === 0) {
    return element("p", { class: "empty" }, "No forecast has come true yet, or none was scored: that happens every hour.");
  }
  return table(`Rolling skill as of ${moment(state.at)}`, ["Variable", { number: "Days" }, { number: "Rows" }, { number: "RMSE" }, { number: "Model's RMSE" }, { number: "Skill" }, { number: "Challenger's skill" }],
    state.scores.map(s => [s.variable, { number: String(s.days) }, { number: String(s.service.count) }, { number: s.service.rmse.toFixed(2) },
      { number: s.teacher ? s.teacher.rmse.toFixed(2) : "–" }, { number: s.skill == null ? "–" : s.skill.toFixed(2) },
      { number: s.challenger?.skill == null ? "–" : s.challenger.skill.toFixed(2) }]));
}

const where = q => [
  q.line != null ? `line ${q.line}` : null,
  q.column != null ? `column ${q.column}` : null,
  q.message_number != null ? `message ${q.message_number}` : null,
  q.given != null ? `given “${q.given}”` : null,
  q.allowed != null ? `allowed: ${q.allowed}` : null,
].filter(Boolean).join(", ");

const size = bytes => bytes == null ? "–" : bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

async function retrain() {
  const reason = await confirmed("Retrain now?", "A training starts on the newest run of the numerical model. The student in service stays until a better one is found.", "Retrain");
  if (reason !== null) {
    await change("pipeline/retrain", { reason });
    refresh();
  }
}
