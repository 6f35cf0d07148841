// The stations beside the map: searched by id, name or both as they stand there; each leads to its forecast.
import { choose, chosen, to } from "./address.js";
import { element, field, select } from "./dom.js";
import { choices, colourOf, scale, tell } from "./scale.js";
import { label } from "./words.js";

/** Whether a station is called what is searched for. */
export const isCalled = (station, search) => label(station).toLowerCase().includes(search.trim().toLowerCase());

/** The field in which stations are searched; what is typed stands in the address. */
export function searchField() {
  const input = element("input", {
    id: "search", type: "search", "data-key": "search", autocomplete: "off", placeholder: "name or id", value: chosen("search") ?? "",
    oninput: event => choose({ search: event.target.value }),
  });
  return field("Find a station", input);
}

/** What colours the stations. */
export const scaleField = () =>
  field(
    "Coloured by",
    select("colour", choices, chosen("colour") ?? "temperature", value => choose({ colour: value })),
  );

/** What the colours mean. */
export function legend() {
  const { bounds } = scale(chosen("colour"));
  return element(
    "ul",
    { class: "scale", "aria-label": "Colours" },
    [null, ...bounds].map((bound, i) =>
      element("li", {}, element("span", { class: `swatch step-${i + 1}` }), bound == null ? `< ${bounds[0]}` : `≥ ${bound}`),
    ),
    element("li", {}, element("span", { class: "swatch none" }), "none"),
  );
}

/** The list. */
export function list(stations) {
  if (stations.length === 0) {
    return element("p", { class: "empty" }, "No station is called so.");
  }
  return element("ul", { class: "stations", "aria-label": "Stations" }, stations.map(station => element("li", {},
    element("span", { class: "swatch", "data-colour": colourOf(station, chosen("colour")) }),
    element("a", { href: to("forecast", { station: station.id }) }, label(station)),
    element("span", { class: "soft" }, tell(station, chosen("colour")), station.latitude == null ? "; position not known" : ""))));
}
