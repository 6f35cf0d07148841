// The overview: is it running, is it good, what is wrong, what next; and the stations on a map.
import { chosen, to } from "./address.js";
import { card, element } from "./dom.js";
import { commands } from "./firststeps.js";
import * as map from "./map.js";
import { colourOf, tell } from "./scale.js";
import { read } from "./service.js";
import { alarms, good, next, running } from "./state.js";
import { isCalled, legend, list, scaleField, searchField } from "./stationlist.js";
import { label } from "./words.js";

export async function show(main, signal) {
  const [{ stations }, pipeline, { runs }, { champion, students }] = await Promise.all([
    read("stations", signal), read("pipeline", signal), read("pipeline/runs", signal), read("students", signal)]);
  const report = champion ? await read(`verification?student=${champion.student}`, signal).catch(() => null) : null;
  const going = runs.find(run => run.state === "running");
  const training = going ? await read(`pipeline/runs/${encodeURIComponent(going.id)}`, signal).catch(() => null) : null;
  if (signal.aborted) {
    return;
  }
  const shown = stations.filter(station => isCalled(station, chosen("search") ?? ""));
  main.replaceChildren(
    element("div", { class: "cards" },
      running(pipeline.freshness, stations),
      good(champion, report, pipeline.skill),
      alarms(pipeline, stations.length === 0),
      next(stations, champion, students, runs, training)),
    ...(stations.length === 0 ? [commands()] : [card("Stations",
      element("div", { class: "controls" }, searchField(), scaleField()),
      legend(),
      element("div", { class: "beside" }, map.element, list(shown)),
      element("p", { class: "soft small" }, without(stations)))]));
  if (stations.length > 0) {
    for (const swatch of main.querySelectorAll("[data-colour]")) {
      swatch.style.background = swatch.dataset.colour;
    }
    await map.mark(shown.filter(station => station.latitude != null && station.longitude != null).map(station => ({
      ...station,
      colour: colourOf(station, chosen("colour")),
      text: `${label(station)}: ${tell(station, chosen("colour"))}`,
      address: to("forecast", { station: station.id }),
    })));
  }
}

function without(stations) {
  const count = stations.filter(station => station.latitude == null || station.longitude == null).length;
  const [have, are] = count === 1 ? ["station has", "is"] : ["stations have", "are"];
  const missing = `${count} ${have} no position in any station list and ${are} not on the map. `;
  return `${count === 0 ? "" : missing}Coastlines: Natural Earth, public domain.`;
}
