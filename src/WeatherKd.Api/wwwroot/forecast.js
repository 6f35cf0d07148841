// The forecast of a station: every variable under one another with one cursor, and what it is made from.
import { choose, chosen } from "./address.js";
import { zoom } from "./chart.js";
import { card, element, field, select } from "./dom.js";
import { figures } from "./figures.js";
import { origin } from "./origin.js";
import { cursor, panels } from "./panels.js";
import { picker } from "./picker.js";
import { download, read } from "./service.js";
import { series } from "./series.js";
import { label, moment, plain, words } from "./words.js";

const pasts = [["1", "1 day"], ["2", "2 days"], ["3", "3 days"], ["7", "7 days"], ["14", "14 days"]];
const layers = [["model", "Raw numerical model"], ["reference", "Persistence"], ["earlier", "Forecasts of the days before"]];

const days = () => Number(chosen("days") ?? 2);
const shows = layer => (chosen("show") ?? "model").split(",").includes(layer);

export async function show(main, signal) {
  const { stations } = await read("stations", signal);
  if (stations.length === 0) {
    main.replaceChildren(
      card(
        "Forecast",
        element("p", { class: "empty" }, "No station is known yet. Put a station list or observations into storage, and they appear here."),
      ),
    );
    return;
  }
  const station = stations.find(s => s.id === chosen("station")) ?? stations.find(s => s.last_observation) ?? stations[0];
  const loaded = await load(station.id, signal).catch(error => error);
  if (signal.aborted) {
    return;
  }
  const top = element("section", { class: "card controls", "aria-label": "What to show" },
    field("Station", ...picker(stations, station, id => choose({ station: id }))),
    field(
      "Days before",
      select("days", pasts, String(days()), value => choose({ days: value })),
    ),
    field(
      "Times in",
      select(
        "zone",
        [
          ["UTC", "UTC"],
          ["station", "the station's zone"],
          ["mine", "my zone"],
        ],
        chosen("zone") ?? "UTC",
        value => choose({ zone: value }),
      ),
    ),
  );
  if (loaded instanceof Error) {
    if (loaded.unreachable) {
      throw loaded;
    }
    main.replaceChildren(top, card("No forecast", element("p", {}, loaded.message)));
    return;
  }
  const { forecast, observed, earlier } = loaded;
  const zone = zoneOf(forecast);
  const told = series(forecast, observed, earlier);
  const variable = told.variables.some(v => v.name === chosen("variable")) ? chosen("variable") : "";
  const shown = told.variables.filter(v => variable === "" || v.name === variable);
  top.append(
    field(
      "Variable",
      select("variable", [["", "all"], ...told.variables.map(v => [v.name, words(v.name)])], variable, value =>
        choose({ variable: value }),
      ),
    ),
    element(
      "fieldset",
      { class: "field" },
      element("legend", {}, "Show"),
      layers.map(([name, text]) =>
        element(
          "label",
          { class: "check" },
          element("input", { type: "checkbox", "data-key": `show-${name}`, checked: shows(name), onchange: () => toggle(name) }),
          text,
        ),
      ),
    ),
  );
  const names = told.variables.map(v => v.name).join();
  main.replaceChildren(top,
    card(`Forecast for ${label(station)}`,
      element("p", { class: "now" }, now(told, zone)),
      element("div", { class: "row" },
        element("button", { onclick: () => zoom(cursor, null) }, "Whole"),
        element("button", { onclick: () => zoom(cursor, [told.marker - 6 * 3600, told.times.at(-1)]) }, "Forecast"),
        element("button", { onclick: () => zoom(cursor, [told.marker - days() * 86400, told.marker]) }, "Days before"),
        element("span", { class: "soft small" }, "Drag over a chart to zoom; on a touch screen, spread two fingers, and move with one.")),
      ...panels(shown, told, zone, shows),
      figures(shown, told, zone),
      element(
        "p",
        {},
        element(
          "a",
          {
            href: download(`forecast?station=${encodeURIComponent(station.id)}&quantiles=all&numerical_model=true&format=csv`),
            download: `forecast-${station.id}.csv`,
          },
          "Download as CSV",
        ),
      ),
    ),
    card("What this forecast is made from", ...origin(forecast, told.variables, zone)),
  );

  function toggle(name) {
    const kept = layers.map(([layer]) => layer).filter(layer => layer === name ? !shows(layer) : shows(layer));
    choose({ show: kept.length === 0 ? "none" : kept.join(",") });
  }

  async function load(id, signal) {
    const path = encodeURIComponent(id);
    const query = `forecast?station=${path}&quantiles=all&numerical_model=true&timezone=auto`;
    const forecast = await read(query, signal);
    const until = Date.parse(forecast.origin);
    const day = time => new Date(time).toISOString().slice(0, 10);
    const [observed, ...earlier] = await Promise.all([
      read(
        days() <= 3
          ? `stations/${path}/observations?hours=${days() * 24}`
          : `stations/${path}/observations?start_date=${day(until - days() * 86400e3)}&end_date=${day(until)}`,
        signal,
      ).catch(() => null),
      ...(shows("earlier") ? Array.from({ length: Math.min(days(), 7) }, (_, i) => until - (i + 1) * 86400e3) : []).map(time =>
        // What was not issued then is not there: that is no fault.
        read(`${query}&as_of=${new Date(time + 3599e3).toISOString().slice(0, 19)}Z`, signal).catch(() => null))]);
    return { forecast, observed, earlier: earlier.filter(Boolean) };
  }
}

const zoneOf = forecast =>
  ({ station: forecast.timezone, mine: Intl.DateTimeFormat().resolvedOptions().timeZone })[chosen("zone")] ?? "UTC";

/** The newest observation of each variable, in a line. */
function now(told, zone) {
  const last = told.variables.map(v => ({ ...v, at: v.observed.findLastIndex(value => value != null) })).filter(v => v.at >= 0);
  return last.length === 0
    ? "Nothing has been observed here lately."
    : [
        element("span", { class: "soft" }, `Observed ${moment(told.labels[Math.max(...last.map(v => v.at))], zone)}: `),
        ...last.map(v =>
          element("span", { class: "value" }, element("span", { class: "soft" }, words(v.name)), ` ${plain(v.observed[v.at])} ${v.unit}`),
        ),
      ];
}
