// Builds elements. Text always goes in as text: nothing that the service sends is ever read as HTML.

/** An element with attributes and children; a null child is left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute.startsWith("on")) {
      made.addEventListener(attribute.slice(2), value);
    } else if (value !== false && value != null) {
      made.setAttribute(attribute, value === true ? "" : value);
    }
  }
  made.append(...children.flat().filter(child => child != null));
  return made;
}

/** A table; a cell is a text, an element, { number } for right-aligned figures (with best: true in bold), or { tight } for what must stay in one line. */
export function table(caption, heads, rows) {
  const cell = (name, value, more) => value?.number !== undefined
    ? element(name, { class: value.best ? "number best" : "number", ...more }, String(value.number ?? "–"))
    : value?.tight !== undefined
      ? element(name, { class: "tight", ...more }, value.tight ?? "–")
      : element(name, more, value ?? "–");
  return element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    element("table", {},
      element("thead", {}, element("tr", {}, heads.map(head => cell("th", head, { scope: "col" })))),
      element("tbody", {}, rows.map(row => element("tr", {}, row.map(value => cell("td", value)))))));
}

/** Something to unfold. It stays open when the view is shown anew; key tells it from others. */
export const unfold = (key, summary, ...children) => element("details", { "data-key": key }, element("summary", {}, summary), ...children);

/** A card with a heading. */
export const card = (title, ...children) => element("section", { class: "card" }, element("h2", {}, title), ...children);

/** A time as people read it: 30 Jan 12:00. */
export function moment(text) {
  if (!text) {
    return "never";
  }
  const time = new Date(text);
  const thisYear = time.getUTCFullYear() === new Date().getUTCFullYear();
  return time.toLocaleString("en-GB", {
    timeZone: "UTC", day: "numeric", month: "short", year: thisYear ? undefined : "numeric", hour: "2-digit", minute: "2-digit",
  });
}

/** The first letters of an id, whole on hover and for screen readers. */
export const shortId = id => element("span", { class: "mono", title: id, "aria-label": id }, id.slice(0, 10));

/** A name of a variable in words. */
export const words = name => ({
  temperature_2m: "Temperature",
  relative_humidity_2m: "Relative humidity",
  wind_speed_10m: "Wind speed",
  wind_direction_10m: "Wind direction",
  surface_pressure: "Surface pressure",
  shortwave_radiation: "Shortwave radiation",
  pm10: "Fine dust (PM10)",
})[name] ?? (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("_", " ");

/** A number with a fitting number of digits. */
export const figure = value => value == null ? "–" : Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
