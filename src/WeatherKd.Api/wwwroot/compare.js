// Several students side by side: their curves overlaid, their errors, and in which settings they differ.
import { card, element, table } from "./dom.js";
import { curves } from "./training.js";
import { figure, moment, short, words } from "./words.js";

/** Cards. */
export const compare = details => [
  curves(details.map(d => ({ name: short(d.student.id), progress: d.curves })), `Training of ${details.length} students`),
  card("Their errors", errors(details)),
  card("In what they differ", differences(details)),
];

const heads = details => details.map(d => short(d.student.id));

function errors(details) {
  const names = [...new Set(details.flatMap(d => d.verification?.variables.map(v => v.variable) ?? []))];
  if (names.length === 0) {
    return element("p", { class: "empty" }, "None of them has been verified.");
  }
  const of = (d, name) => d.verification?.variables.find(v => v.variable === name);
  return element("div", {},
    element("p", { class: "soft" }, "RMSE on the window on which each was verified; the windows may differ."),
    table(
      "Errors of the students",
      ["Variable", ...heads(details).map(number => ({ number }))],
      names.map(name => {
        const values = details.map(d => of(d, name)?.systems[0].score.rmse ?? null);
        const least = Math.min(...values.filter(v => v != null));
        return [
          `${words(name)}, ${details.map(d => of(d, name)?.unit).find(Boolean)}`,
          ...values.map(v => ({ number: figure(v), best: v === least })),
        ];
      }),
    ),
  );
}

function differences(details) {
  const flat = details.map(d => ({
    variant: d.student.lineage?.variant,
    model: d.student.lineage?.model,
    "learned from": moment(d.student.lineage?.trained_from),
    "learned until": moment(d.student.lineage?.trained_to),
    stations: d.student.lineage?.stations.length,
    targets: d.student.lineage?.targets.map(words).join(", "),
    inputs: d.student.lineage?.inputs.map(words).join(", "),
    epochs: d.student.lineage?.epochs,
    parameters: d.student.lineage?.parameters,
    "started from": d.student.lineage?.parent ? short(d.student.lineage.parent) : "scratch",
    device: d.student.device,
    ...d.student.lineage?.settings,
  }));
  const rows = [...new Set(flat.flatMap(Object.keys))]
    .map(name => [name, flat.map(f => text(f[name]))])
    .filter(([, values]) => new Set(values).size > 1);
  return rows.length === 0
    ? element("p", { class: "empty" }, "In nothing that is told of them.")
    : table("What differs", ["", ...heads(details)], rows.map(([name, values]) => [spelled(name), ...values]));
}

const text = value => value == null ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value);

/** hiddenSize or hidden_size → Hidden size. */
const spelled = name => {
  const apart = name.replaceAll("_", " ").replaceAll(/([a-z])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);
  return apart.charAt(0).toUpperCase() + apart.slice(1);
};
