// One chart a variable, one under the other; they share cursor and zoom.
import { draw, key, place } from "./chart.js";
import { element } from "./dom.js";
import { moment, plain, words } from "./words.js";

/** The name of the cursor that the charts share. */
export const cursor = "forecast";

// Bands lie over one another: the inner one is as dark as all around it together.
const shade = i => 1 - 0.84 ** (i + 1);

const has = values => values.some(value => value != null);

/** The charts of some variables. shows(layer) says whether a layer is wanted. */
export const panels = (variables, told, zone, shows) =>
  variables.map(variable => panel(variable, told, zone, shows, variables.length > 1 ? 190 : 320));

function panel(variable, told, zone, shows, height) {
  const { unit } = variable;
  const pairs = Array.from({ length: Math.floor(variable.quantiles.length / 2) }, (_, i) => [
    variable.quantiles[i],
    variable.quantiles.at(-1 - i),
  ]);
  const model = shows("model") && has(variable.model);
  const persistence = shows("reference") && has(variable.persistence);
  const earlier = shows("earlier") ? variable.earlier.filter(has) : [];
  const data = [told.times, variable.observed, variable.forecast];
  const lines = [{ label: "Observed", colour: "--observed" }, { label: "Forecast", colour: "--forecast" }];
  const bands = [];
  const add = (values, line) => {
    data.push(values);
    lines.push(line);
    return lines.length - 1;
  };
  pairs.forEach(([low, high], i) => bands.push({
    upper: add(high.values, { label: `${high.level} %`, colour: "--forecast", hidden: true }),
    lower: add(low.values, { label: `${low.level} %`, colour: "--forecast", hidden: true }),
    opacity: 0.16,
  }));
  if (model) {
    add(variable.model, { label: "Raw model", colour: "--model", dash: [6, 4] });
  }
  if (persistence) {
    add(variable.persistence, { label: "Persistence", colour: "--soft", dash: [2, 4] });
  }
  earlier.forEach(values => add(values, { label: "Earlier forecast", colour: "--earlier", width: 1.5 }));
  const [plot, readout] = place(
    `${words(variable.name)}: what was observed, then the forecast. The figures stand in a table below.`,
    height < 240,
  );
  const outer = pairs[0];
  draw(plot, data, lines, {
    time: true, zone, marker: told.marker, height, bands, cursor,
    describe: i => [
      `${moment(told.labels[i], zone)}:`,
      variable.observed[i] != null ? `observed ${plain(variable.observed[i])} ${unit}` : null,
      variable.forecast[i] != null ? `forecast ${plain(variable.forecast[i])} ${unit}` : null,
      outer && outer[0].values[i] != null ? `(${plain(outer[0].values[i])} to ${plain(outer[1].values[i])})` : null,
      model && variable.model[i] != null ? `raw model ${plain(variable.model[i])} ${unit}` : null,
    ].filter(Boolean).join(" "),
  }, readout);
  return element("section", { class: "panel" },
    element("h3", {}, words(variable.name), unit ? `, ${unit}` : ""),
    element("ul", { class: "legend" },
      has(variable.observed) ? key("--observed", "Observed") : null,
      key("--forecast", "Forecast"),
      ...pairs.map(([low, high], i) => key("--forecast", `${+(high.level - low.level).toFixed(3)} % of cases`, "band", shade(i))),
      model ? key("--model", "Raw numerical model", "dash") : null,
      persistence ? key("--soft", "Persistence: the last observation stays", "dots") : null,
      earlier.length > 0 ? key("--earlier", "Forecasts as they were issued on the days before") : null),
    plot, readout,
    shows("model") && variable.missing ? element("p", { class: "soft small" }, variable.missing) : null);
}
