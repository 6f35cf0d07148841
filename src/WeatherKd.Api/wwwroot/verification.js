// How a student did on weather that it had not seen: the rules of the gate as a table, and its error over lead time.
import { draw, key, place } from "./chart.js";
import { badge, card, element, table, unfold } from "./dom.js";
import { figure, moment, sentence, short, words } from "./words.js";

export function verification({ student, verification: report }) {
  const title = `Verification of student ${short(student.id)}`;
  if (!report) {
    return card(title, element("p", { class: "empty" }, "It has not been verified."));
  }
  return card(title,
    element("p", {}, report.passed == null ? null : badge(report.passed ? "passed" : "not passed", report.passed ? "good" : "bad"),
      ` On ${report.rows} forecasts from ${moment(report.from)} to ${moment(report.to)} that it had not seen.`),
    ...report.remarks.map(remark => element("p", { class: "soft" }, remark)),
    report.findings.length === 0 ? null : table("Rules of the gate", ["Rule", "Met", "What was tested"],
      report.findings.map(f => [sentence(f.rule), badge(f.passed ? "met" : "not met", f.passed ? "good" : "bad"), f.finding])),
    element("div", { class: "pair" }, report.variables.map(byLead)));
}

/** Error over lead time: the student beside the raw model and the best of the other references, drawn, and all of them as figures. */
function byLead(variable) {
  const [student, ...references] = variable.systems.map(s => s.system);
  const rmse = system => variable.systems.find(s => s.system === system).score.rmse;
  const raw = references.find(s => s === "raw teacher");
  const best = references.filter(s => s !== raw).sort((a, b) => rmse(a) - rmse(b))[0];
  const lines = [[student, "--forecast"], [raw, "--model", "dash"], [best, "--soft", "dots"]].filter(([system]) => system);
  const leads = variable.by_lead.filter(g => Number.isInteger(+g.group)).sort((a, b) => a.group - b.group);
  const data = [leads.map(g => +g.group), ...lines.map(([system]) => leads.map(g => g.scores[system]?.rmse ?? null))];
  const [plot, readout] = place(`Error of ${words(variable.variable)} over lead time. The table below has the figures.`, true);
  draw(plot, data, lines.map(([label, colour, dash]) => ({ label, colour, dash: { dash: [6, 4], dots: [2, 4] }[dash] })), {
    xLabel: "lead time, h", whole: true, fromZero: true, height: 220,
    describe: i => `${data[0][i]} h ahead: ${lines.map(([label], l) => `${label} ${figure(data[l + 1][i])}`).join(", ")} ${variable.unit}`,
  }, readout);
  return element("div", {},
    element("h3", {}, `${words(variable.variable)}: error (RMSE), ${variable.unit}`),
    element("ul", { class: "legend" }, lines.map(([label, colour, dash]) => key(colour, label, dash))),
    plot, readout,
    unfold(`rmse-${variable.variable}`, "Figures of all systems", figures(variable, [student, ...references])));
}

function figures(variable, systems) {
  const row = (name, of) => {
    const least = Math.min(...systems.map(s => of(s) ?? Infinity));
    return [name, ...systems.map(s => ({ number: figure(of(s)), best: of(s) === least }))];
  };
  return table(`RMSE of ${words(variable.variable)} by lead time`, ["Lead time", ...systems.map(s => ({ number: s }))], [
    row("all", s => variable.systems.find(v => v.system === s).score.rmse),
    ...[1, 3, 6, 12, 18, 24].map(lead => variable.by_lead.find(g => g.group === String(lead))).filter(Boolean)
      .map(g => row(`${g.group} h`, s => g.scores[s]?.rmse)),
  ]);
}
