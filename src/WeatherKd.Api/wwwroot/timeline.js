// Files, flagged model runs, retrainings and changes of service as events of one line of time.
import { badge, element, unfold } from "./dom.js";
import { moment, sentence, short, size, words } from "./words.js";

/** The kinds of events, with their words. */
export const kinds = [
  ["file", "files"],
  ["flagged", "flagged model runs"],
  ["retraining", "retrainings"],
  ["service", "changes of service"],
];

/** The events, newest first: { at, kind, what, about, outcome }. */
export function events({ files, flagged_runs: flagged, quarantine }, runs, history) {
  const refused = new Set(quarantine.map(q => q.file));
  return [
    ...files.newest.map(f => ({
      at: f.arrived_at, kind: "file", what: "File arrived",
      about: element("span", {}, element("span", { class: "mono" }, `${f.container}/${f.name}`), ` ${size(f.bytes)}`),
      outcome: refused.has(`${f.container}/${f.name}`) ? badge("in quarantine", "bad") : "",
    })),
    ...flagged.map(r => ({
      at: r.arrived_at,
      kind: "flagged",
      what: "Values flagged",
      about: `${r.model}, run of ${moment(r.run)}`,
      outcome: element(
        "span",
        {},
        r.refusal ? badge("in quarantine", "bad") : badge("not used", "warn"),
        ` ${r.flagged_values} of ${r.values} values: ${r.flagged.map(f => `${words(f.variable)}, ${f.count} ${f.test}`).join("; ")}`,
      ),
    })),
    ...runs.map(r => ({
      at: r.started_at,
      kind: "retraining",
      what: "Retraining",
      about: `${r.request.model}, run of ${moment(r.request.run)}; ${r.request.reason}`,
      outcome: outcome(r),
    })),
    ...history.map(h => ({
      at: h.at,
      kind: "service",
      what: sentence(h.act),
      about: element("span", { class: "mono", title: h.student }, short(h.student)),
      outcome: why(h),
    })),
  ].sort((a, b) => b.at.localeCompare(a.at));
}

/** Why the service changed, and by whom; the rules of the gate to unfold, for they are many. */
function why({ reason, by, at }) {
  const reasons = (reason ?? "").split("; ");
  return reasons.length <= 2
    ? `${reason} (${by})`
    : element(
        "div",
        {},
        by,
        unfold(
          `service-${at}`,
          `${reasons.length} reasons`,
          element(
            "ul",
            {},
            reasons.map(r => element("li", {}, r)),
          ),
        ),
      );
}

/** What came of a retraining: its verdict, and its reasons to unfold where they are many. */
function outcome(run) {
  const verdict = run.outcome?.verdict ?? run.state;
  const bad = run.failure != null || verdict === "failed";
  const mark = badge(
    verdict,
    bad ? "bad" : verdict === "promoted" || run.state === "running" ? "good" : verdict === "rejected" ? "warn" : "soft",
  );
  const reasons = run.failure ? [run.failure] : (run.outcome?.reasons ?? (run.status?.message ? [run.status.message] : []));
  return reasons.length <= 1
    ? element("span", {}, mark, ` ${reasons.join("")}`)
    : element(
        "div",
        {},
        mark,
        unfold(
          `reasons-${run.id}`,
          `${reasons.length} reasons`,
          element(
            "ul",
            {},
            reasons.map(r => element("li", {}, r)),
          ),
        ),
      );
}
