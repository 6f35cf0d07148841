// Chooses a station: a list, or with very many stations a field that finds by id, name or both as they stand in it, and keeps what was
// found.
import { element } from "./dom.js";
import { label } from "./words.js";

const longestList = 100;

/** The elements of the control, the first of them the one that is labelled. */
export function picker(stations, station, choose) {
  if (stations.length <= longestList) {
    return [element("select", { id: "station", "data-key": "station", onchange: event => choose(event.target.value) },
      stations.map(s => element("option", { value: s.id, selected: s.id === station.id }, label(s))))];
  }
  const input = element("input", {
    id: "station", type: "text", list: "stations", "data-key": "station", autocomplete: "off", value: label(station),
    onfocus: () => input.select(),
    onchange: () => {
      const found = find(stations, input.value);
      input.setCustomValidity(found ? "" : `No station is called ${input.value}.`);
      input.reportValidity();
      if (found) {
        input.value = label(found);
        choose(found.id);
      }
    },
  });
  return [input, element("datalist", { id: "stations" }, stations.map(s => element("option", { value: label(s) })))];
}

/** The station that is meant: by id, name or label; else the only one whose label has what was typed. */
function find(stations, typed) {
  const text = typed.trim().toLowerCase();
  const same = stations.find(s => [s.id, s.name, label(s)].some(name => name?.toLowerCase() === text));
  const parts = stations.filter(s => label(s).toLowerCase().includes(text));
  return same ?? (text !== "" && parts.length === 1 ? parts[0] : undefined);
}
