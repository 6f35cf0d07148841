// The four cards of the overview: each one sentence or two, made of what the API says.
import { to } from "./address.js";
import { badge, card, element } from "./dom.js";
import { left } from "./training.js";
import { moment, short, skillInWords, span, words } from "./words.js";

const link = (address, text) => element("a", { href: address }, text);

/** Is it running? */
export function running(freshness, stations) {
  const age = freshness.observation_age_hours;
  return card(
    "Is it running?",
    element(
      "p",
      {},
      freshness.stale ? badge("stale", "bad") : age == null ? badge("waiting", "soft") : badge("running", "good"),
      age == null
        ? " It runs, and nothing has been observed yet."
        : ` Observations up to ${moment(freshness.newest_observation)} UTC, ${age < 1 ? "within the hour" : `${span(age)} ago`}`,
      age == null ? null : freshness.newest_run ? `; newest run of the numerical model ${moment(freshness.newest_run)}.` : ".",
    ),
    stations.length === 0 ? null : element("p", { class: "soft" }, reporting(stations)),
  );
}

function reporting(stations) {
  const heard = stations.filter(s => s.silent_hours != null && s.silent_hours <= 6).length;
  return stations.length === 1
    ? `The only station has ${heard === 1 ? "" : "not "}reported in the last 6 hours.`
    : `${heard === stations.length ? "All" : `${heard} of`} ${stations.length} stations have reported in the last 6 hours.`;
}

/** Is it good? */
export function good(champion, report, rolling) {
  if (!champion) {
    return card(
      "Is it good?",
      element("p", {}, badge("not known", "soft"), " No student is in service yet, so there is nothing to judge."),
    );
  }
  const against = report?.overall.find(c => c.reference === "raw teacher");
  const week = rolling?.scores.filter(s => s.days === 7 && s.skill != null) ?? [];
  const figures = ({ skill, skill95 }) =>
    `skill ${skill.toFixed(2)}${skill95 ? `, 95 % between ${skill95.low.toFixed(2)} and ${skill95.high.toFixed(2)}` : ""}`;
  const inWords = ({ variable, skill }) =>
    `${words(variable).toLowerCase()} ${skillInWords(skill).replace(" than the raw model's", "")}`;
  return card(
    "Is it good?",
    element(
      "p",
      {},
      against?.skill == null ? badge("not verified", "soft") : against.skill > 0 ? badge("better", "good") : badge("worse", "bad"),
      " Student ",
      link(to("students", { student: champion.student }), short(champion.student)),
      ` is in service since ${moment(champion.since)}. `,
      against?.skill == null
        ? "How it compares with the raw model has not been verified."
        : `On ${report.rows} forecasts that it had not learned from, its errors were ${skillInWords(against.skill)} (${figures(against)}).`,
    ),
    element(
      "p",
      { class: "soft" },
      week.length === 0
        ? "None of its forecasts has been scored in the last 7 days."
        : `In the last 7 days: ${week.map(inWords).join(", ")}.`,
    ),
  );
}

/** What is wrong? */
export function alarms({ alarms: standing, quarantine }, isEmpty) {
  // Where nothing has come yet it is no fault that nobody is in service.
  const raised = standing.filter(a => !(isEmpty && a.kind === "no-student"));
  const files =
    quarantine.length === 0
      ? null
      : element(
          "p",
          {},
          link(
            to("pipeline", { kind: "quarantine" }),
            `${quarantine.length} ${quarantine.length === 1 ? "file is" : "files are"} in quarantine`,
          ),
          ".",
        );
  return card(
    "What is wrong?",
    raised.length === 0 && files === null
      ? element("p", {}, badge("nothing", "good"), " No alarm stands, and every file could be read.")
      : null,
    raised.length === 0
      ? null
      : element(
          "ul",
          { class: "alarms" },
          raised.map(a => element("li", { class: "alarm" }, a.message, a.since ? ` Since ${moment(a.since)} UTC.` : "")),
        ),
    files,
  );
}

/** What next? */
export function next(stations, champion, students, runs, training) {
  if (training) {
    const { run } = training;
    return card(
      "What next?",
      element(
        "p",
        {},
        badge(run.status?.stage ?? "started", "good"),
        ` A retraining on the run of ${moment(run.request.run)} is under way: ${run.status?.message ?? "starting"}. ${left(training)}`,
      ),
      element("p", {}, link(to("students"), "Watch it")),
    );
  }
  const ended = runs.find(r => r.outcome && r.outcome.verdict !== "coalesced");
  return card(
    "What next?",
    element(
      "p",
      {},
      stations.length === 0
        ? "Stations, observations and model runs must come: the commands stand below."
        : champion
          ? "The next complete run of the numerical model starts a retraining by itself."
          : students.length > 0
            ? "No student has passed the gate yet. The next complete run of the numerical model starts another retraining."
            : "The first complete run of the numerical model starts the first training.",
    ),
    ended
      ? element("p", { class: "soft" }, `The last retraining, of ${moment(ended.started_at)} UTC, ended: ${ended.outcome.verdict}.`)
      : null,
  );
}
