// The banner over every view: what the service forecasts from is old. It stays until newer files come.
import { read } from "./service.js";
import { moment, span } from "./words.js";

/** Shows or hides it. */
export async function banner(place, signal) {
  const { freshness } = await read("pipeline", signal);
  if (signal.aborted) {
    return;
  }
  const observed = freshness.observation_age_hours;
  place.hidden = !freshness.stale;
  place.textContent = `Nothing new comes in: the newest observation is ${span(observed)} old (${moment(freshness.newest_observation)} UTC)`
    + (freshness.newest_run ? `, the newest run of the numerical model ${span(freshness.run_age_hours)}. ` : ". ")
    + "Forecasts begin there, not now.";
}
