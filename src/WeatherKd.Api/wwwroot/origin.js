// What a forecast is made from and how good such forecasts were, in words.
import { to } from "./address.js";
import { element } from "./dom.js";
import { figure, moment, short, span, words } from "./words.js";

/** Paragraphs. */
export function origin(forecast, variables, zone) {
  const at = time => moment(time, zone);
  const basis = {
    "observations-and-numerical-model": `From the observations up to ${at(forecast.last_observation)} and the run of the numerical model of ${at(forecast.numerical_model_run)}.`,
    "observations-only": `From the observations up to ${at(forecast.last_observation)} alone: no run of the numerical model covers these hours, so expect it to be less certain.`,
    "numerical-model-only": `From the run of the numerical model of ${at(forecast.numerical_model_run)} alone: this station has no recent observations.`,
    "climatology": "From neither observations nor a numerical model: little more than what is usual here at this season.",
  }[forecast.mode];
  const { student } = forecast;
  if (forecast.source === "teacher") {
    return [
      element("p", {}, forecast.made_from ?? "From the numerical model, which stands in for a student."),
      element("p", { class: "soft" }, `Issued ${at(forecast.issued_at)}.`),
      ...attributions(forecast),
    ];
  }
  return [
    element("p", {}, basis, forecast.stale ? ` It begins ${span(forecast.age_hours)} ago, because nothing newer has come.` : ""),
    forecast.withheld ? element("p", { class: "alarm" }, forecast.withheld) : null,
    student.trained_to
      ? element(
          "p",
          {},
          "Made by student ",
          element("a", { href: to("students", { student: student.id }) }, short(student.id)),
          `, which learned from ${at(student.trained_from)} to ${at(student.trained_to)} with the numerical model ${student.model} as its teacher.`,
        )
      : null,
    ...skill(forecast, variables, at),
    element(
      "p",
      { class: "soft" },
      `Issued ${at(forecast.issued_at)}.`,
      student.dataset ? ` Training data ${short(student.dataset)}.` : "",
    ),
    ...attributions(forecast),
  ].filter(Boolean);
}

/** Whose data it was made from, in the words that the sources ask for. */
function attributions(forecast) {
  return (forecast.attributions ?? []).map(a =>
    element("p", { class: "soft" }, a.link?.startsWith("https://") ? element("a", { href: a.link }, a.text) : a.text),
  );
}

/** How good such forecasts were. */
function skill(forecast, variables, at) {
  const { skill: known } = forecast;
  if (!known) {
    return [element("p", { class: "soft" }, "How good its forecasts are has not been verified yet.")];
  }
  if (known.not_known) {
    return [element("p", { class: "soft" }, known.not_known)];
  }
  return [
    element("p", {}, `Its errors (root mean square) on weather that it had not learned from, ${at(known.from)} to ${at(known.to)}:`),
    element(
      "ul",
      { class: "plain" },
      variables
        .filter(v => known.variables[v.name])
        .map(v => element("li", {}, `${words(v.name)}: ${errors(known.variables[v.name], v.unit)}`)),
    ),
  ];
}

function errors(known, unit) {
  const leads = known.rmse_by_lead.map((rmse, i) => [i + 1, rmse]).filter(([, rmse]) => rmse != null);
  const [near, far] = [leads[0], leads.at(-1)];
  return [
    known.station_rmse == null ? null : `${figure(known.station_rmse)} ${unit} at this station, ${known.station_cases} cases`,
    near ? `over all stations ${figure(near[1])} ${unit} for ${near[0]} h ahead, ${figure(far[1])} ${unit} for ${far[0]} h` : null,
  ].filter(Boolean).join("; ");
}
