// What somebody does whose service has nothing yet: commands to copy.
import { card, element } from "./dom.js";

const steps = [
  ["Look at it with simulated weather first", "weatherkd demo"],
  ["Tell it your stations: columns station_id, name, latitude, longitude, elevation", "weatherkd ingest stations.csv --as stations"],
  ["Give it the observations", "weatherkd ingest observations.csv --as observations"],
  ["Give it the runs of the numerical model; the first complete one starts a training", "weatherkd ingest model.grib2 --as numerical-model"],
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

/** The card. */
export const commands = () => card("What to do next",
  element("p", {}, "This service has neither stations nor observations nor model runs yet. Files that land in its storage are used within seconds."),
  element("ol", { class: "steps" }, steps.map(([text, line]) => element("li", {}, `${text}.`, command(line)))));
