// What is shown stands in the address, after '#': view?name=value&…. A reload, a link and the browser's buttons all lead to the same.

/** The event by which a view asks to be shown anew. */
export const refreshWanted = "refresh-wanted";

/** Shows the current view anew. */
export const refresh = () => dispatchEvent(new Event(refreshWanted));

// What was chosen last in each view, so that going back to it finds it.
const last = new Map();

const parse = () => {
  const [view, query] = location.hash.slice(1).split("?");
  return { view, query: new URLSearchParams(query) };
};

const write = (view, query) => `#${view}${query.size > 0 ? `?${query}` : ""}`;

/** The view of the address. */
export const view = () => parse().view;

/** What is chosen under a name; null where nothing is. */
export const chosen = name => parse().query.get(name);

/** Chooses: a null takes a choice away. The page is shown anew, the browser's history is not made longer. */
export function choose(choices) {
  const { view, query } = parse();
  for (const [name, value] of Object.entries(choices)) {
    if (value == null || value === "") {
      query.delete(name);
    } else {
      query.set(name, value);
    }
  }
  history.replaceState(null, "", write(view, query));
  refresh();
}

/** The address of a view with choices. */
export const to = (view, choices = {}) => write(view, new URLSearchParams(Object.entries(choices).filter(([, value]) => value != null)));

/** Remembers what is chosen now, and gives the address under which another view was last seen. */
export function lastSeen(name) {
  const { view, query } = parse();
  last.set(view, query);
  return write(name, last.get(name) ?? new URLSearchParams());
}
