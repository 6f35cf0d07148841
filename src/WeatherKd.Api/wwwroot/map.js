// A map of stations by Leaflet: coastlines of Natural Earth, served by this service; no tiles of anybody else.
import "./leaflet.js";
import "./topojson.js";

const land = fetch(new URL("land.json", import.meta.url))
  .then(response => response.json())
  .then(topology => topojson.feature(topology, topology.objects.land));

// One map for the life of the page: shown anew, a view gets back the map as it was left.
const box = document.createElement("div");
box.className = "map";
box.setAttribute("role", "region");
box.setAttribute("aria-label", "Map of the stations; the list beside it tells the same");
let map = null;
let shown = null;
let marks = null;

/** The element of the map; give it to the page, then call mark. */
export const element = box;

/** Marks stations: { id, latitude, longitude, colour, text, address }. The map moves to them when there are others than before. */
export async function mark(stations) {
  if (map === null) {
    map = L.map(box, { attributionControl: false, zoomSnap: 0.5, minZoom: 1, maxZoom: 11, worldCopyJump: true });
    L.geoJSON(await land, { interactive: false, style: { className: "coast", weight: 1 } }).addTo(map);
    marks = L.layerGroup().addTo(map);
    new ResizeObserver(() => map.invalidateSize()).observe(box);
  }
  map.invalidateSize();
  marks.clearLayers();
  for (const station of stations) {
    L.circleMarker([station.latitude, station.longitude], {
      radius: stations.length > 100 ? 5 : 8,
      weight: 1.5,
      className: "station",
      fillOpacity: 1,
      color: "var(--ink)",
      fillColor: station.colour,
    })
      .bindTooltip(station.text)
      .on("click", () => { location.hash = station.address; })
      .addTo(marks);
  }
  const now = stations.map(station => station.id).join();
  if (now !== shown && stations.length > 0) {
    map.fitBounds(stations.map(station => [station.latitude, station.longitude]), { padding: [30, 30], maxZoom: 8, animate: false });
    shown = now;
  }
}
