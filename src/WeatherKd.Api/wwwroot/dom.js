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

/** An element of SVG. */
export function drawing(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach(([attribute, value]) => made.setAttribute(attribute, value));
  made.append(...children);
  return made;
}

const label = head => String(head?.number ?? head?.tight ?? head ?? "");

/**
 * A table, on a narrow screen a card a row. A cell is a text, an element, { number } for right-aligned figures (with best: true in bold),
 * or { tight } for what must stay
 * in one line.
 */
export function table(caption, heads, rows) {
  const cell = (name, value, more) => value?.number !== undefined
    ? element(name, { class: value.best ? "number best" : "number", ...more }, String(value.number ?? "–"))
    : value?.tight !== undefined
      ? element(name, { class: "tight", ...more }, value.tight ?? "–")
      : element(name, more, value ?? "–");

  // Without roles said aloud, what is no longer laid out as a table is no longer one to a screen reader.
  return element(
    "div",
    { class: "scroll" },
    element(
      "table",
      { role: "table", "aria-label": caption },
      element(
        "thead",
        { role: "rowgroup" },
        element(
          "tr",
          { role: "row" },
          heads.map(head =>
            label(head) === "" ? element("td", { role: "cell" }) : cell("th", head, { scope: "col", role: "columnheader" }),
          ),
        ),
      ),
      element(
        "tbody",
        { role: "rowgroup" },
        rows.map(row =>
          element(
            "tr",
            { role: "row" },
            row.map((value, i) => cell("td", value, { role: "cell", "data-label": label(heads[i]) })),
          ),
        ),
      ),
    ),
  );
}

/** Something to unfold. It stays open when the view is shown anew; key tells it from others. */
export const unfold = (key, summary, ...children) => element("details", { "data-key": key }, element("summary", {}, summary), ...children);

/** A card with a heading. */
export const card = (title, ...children) => element("section", { class: "card" }, element("h2", {}, title), ...children);

/** A labelled control. */
export const field = (text, control, ...more) =>
  element("div", { class: "field" }, element("label", { for: control.id }, text), control, ...more);

/** A list to choose one of; options: [[value, text], …]. */
export const select = (id, options, chosen, choose) =>
  element(
    "select",
    { id, "data-key": id, onchange: event => choose(event.target.value) },
    options.map(([value, text]) => element("option", { value, selected: value === chosen }, text)),
  );

/** A short word with a colour of meaning: good, bad, warn or none. */
export const badge = (text, meaning = "soft", title = null) => element("span", { class: `badge ${meaning}`, title }, text);
