// The figures behind the charts, for those who cannot see them and for those who want to copy them.
import { table, unfold } from "./dom.js";
import { moment, plain, words } from "./words.js";

/** The table of the hours ahead, folded. */
export function figures(variables, told, zone) {
  const ahead = told.times.map((time, i) => ({ time, i })).filter(({ time }) => time > told.marker);
  return unfold(
    "figures",
    "Figures",
    table(
      "Forecast by hour",
      [`Valid (${zone})`, ...variables.map(v => ({ number: v.unit ? `${words(v.name)}, ${v.unit}` : words(v.name) }))],
      ahead.map(({ i }) => [
        { tight: moment(told.labels[i], zone) },
        ...variables.map(v => ({ number: `${plain(v.forecast[i])}${range(v, i)}` })),
      ]),
    ),
  );
}

function range(variable, i) {
  const [low, high] = [variable.quantiles[0]?.values[i], variable.quantiles.at(-1)?.values[i]];
  return low == null || high == null || variable.quantiles.length < 2 ? "" : ` (${low} to ${high})`;
}
