// A training that runs: its curves so far, and the time that is left.
import { draw, key, place } from "./chart.js";
import { card, element } from "./dom.js";
import { duration, figure } from "./words.js";

/** How long a training lasts at most, in a sentence; empty where that cannot be said yet. */
export function left({ run, progress, most_epochs: most }) {
  const epochs = progress.filter(p => p.validation_rmse != null);
  if (run.status?.stage !== "training" || epochs.length === 0 || most == null) {
    return "";
  }
  const each = epochs.slice(-5).reduce((sum, p) => sum + p.seconds, 0) / Math.min(5, epochs.length);
  return `Epoch ${epochs.at(-1).epoch} of at most ${most}; at most ${duration(each * Math.max(0, most - epochs.at(-1).epoch))} left.`;
}

// Colours of several students' curves, in order.
export const seriesColours = ["--forecast", "--model", "--series-3", "--series-4"];

/** A card with the curves of one training or of several, overlaid: [{ name, progress }]. */
export function curves(trainings, title) {
  const told = trainings.map(t => ({ ...t, epochs: t.progress.filter(p => p.validation_rmse != null) })).filter(t => t.epochs.length > 0);
  if (told.length === 0) {
    return card(title, element("p", { class: "empty" }, "No learning curves are kept."));
  }
  const longest = Math.max(...told.map(t => t.epochs.at(-1).epoch));
  const at = (t, epoch, name) => t.epochs.find(p => p.epoch === epoch)?.[name] ?? null;
  const epochs = Array.from({ length: longest }, (_, i) => i + 1);
  const data = [epochs, ...told.flatMap(t => ["training_rmse", "validation_rmse"].map(name => epochs.map(epoch => at(t, epoch, name))))];
  const lines = told.flatMap((t, i) => [
    { label: "training", colour: seriesColours[i], dash: [6, 4], points: longest < 2 },
    { label: "validation", colour: seriesColours[i], points: longest < 2 },
  ]);
  const ending = ({ name, epochs: trained }) =>
    `${name}, last ${figure(trained.at(-1).validation_rmse)} on validation windows after ${trained.at(-1).epoch} epochs`;
  const errors = ({ name }, n, i) =>
    `${told.length > 1 ? `${name} ` : ""}training ${figure(data[2 * n + 1][i])}, validation ${figure(data[2 * n + 2][i])}`;
  const [plot, readout] = place(
    `RMSE over normalised variables after each epoch: ${told.map(ending).join("; ")}.`,
  );
  draw(
    plot,
    data,
    lines,
    {
      xLabel: "epoch",
      whole: true,
      height: 260,
      describe: i => `Epoch ${epochs[i]}: ${told.map((t, n) => errors(t, n, i)).join("; ")}`,
    },
    readout,
  );
  return card(
    title,
    element("p", { class: "soft" }, "RMSE over normalised variables, after each epoch."),
    element("ul", { class: "legend" }, told.flatMap((t, i) => [
      key(seriesColours[i], told.length > 1 ? `${t.name}, validation` : "validation windows"),
      key(seriesColours[i], told.length > 1 ? `${t.name}, training` : "training windows", "dash")])),
    plot, readout);
}
