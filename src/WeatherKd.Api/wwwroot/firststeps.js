// What somebody does whose service has nothing yet: commands to copy.
import { card, element } from "./dom.js";

const fromSources = [
  [
    "Find airports near a place of yours, and add them to the stations",
    "weatherkd stations find --near 36.8,126.5 --within 100km --list metar --add",
  ],
  ["Have their reports fetched by the hour", "weatherkd feeds add metar --near 36.8,126.5 --within 100km"],
  ["Have the runs of a numerical model fetched", "weatherkd feeds add gfs --contact you@example.org"],
];

const fromFiles = [
  ["Tell it your stations: columns station_id, name, latitude, longitude, elevation", "weatherkd ingest stations.csv --as stations"],
  ["Give it the observations", "weatherkd ingest observations.csv --as observations"],
  [
    "Give it the runs of the numerical model; the first complete one starts a training",
    "weatherkd ingest run.grib2 --as numerical-model --model icon",
  ],
];

/** A command with a button that copies it. */
function command(text) {
  const button = element("button", {
    "aria-label": `Copy: ${text}`,
    onclick: async () => {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    },
  }, "Copy");
  return element("div", { class: "command" }, element("code", {}, text), button);
}

const list = steps => element("ol", { class: "steps" }, steps.map(([text, line]) => element("li", {}, `${text}.`, command(line))));

/** The card. */
export const commands = () =>
  card(
    "What to do next",
    element(
      "p",
      {},
      "This service has neither stations nor observations nor model runs yet. To see one at work first, on simulated weather:",
    ),
    command("weatherkd demo --stay"),
    element("h3", {}, "With data of public sources"),
    list(fromSources),
    element("h3", {}, "With files of your own"),
    element("p", {}, "They are used within seconds after they land in its storage."),
    list(fromFiles),
  );
