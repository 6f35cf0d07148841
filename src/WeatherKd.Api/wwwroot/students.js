// The students: who is in service, how each did, what happened; promotion and roll-back.
import { draw, key as legendKey } from "./chart.js";
import { confirmed, refresh } from "./dialog.js";
import { card, element, figure, moment, shortId, table, unfold, words } from "./dom.js";
import { change, key, read } from "./service.js";

const chosen = { student: null };

export async function show(main, signal) {
  const { champion, students, history } = await read("students", signal);
  if (students.length === 0) {
    main.replaceChildren(card("Students", element("p", { class: "empty" }, "No student has been trained yet. The first one comes with the first complete run of the numerical model.")));
    return;
  }
  chosen.student = students.some(s => s.id === chosen.student) ? chosen.student : champion?.student ?? students[0].id;
  const details = await read(`students/${chosen.student}`, signal);
  if (signal.aborted) {
    return;
  }
  main.replaceChildren(
    list(students, champion, history),
    verification(details),
    curves(details.curves, `Training of student ${chosen.student.slice(0, 10)}`),
    card("What happened", history.length === 0 ? element("p", { class: "empty" }, "Nothing yet.") : table("Promotion history", ["When", "What", "Student", "By", "Why"],
      history.map(h => [{ tight: moment(h.at) }, h.act, shortId(h.student), h.by, h.reason]))));
}

function list(students, champion, history) {
  const signedIn = key() !== "";
  return card("Students",
    table("Students", ["Student", "State", "Learned until", { number: "Epochs" }, { number: "Training" }, "Change"], students.map(s => [
      element("button", { "aria-pressed": s.id === chosen.student, "aria-label": `Show student ${s.id}`, "data-key": `show-${s.id}`, onclick: () => { chosen.student = s.id; refresh(); } }, shortId(s.id)),
      s.fault ? element("span", { class: "badge bad", title: s.fault }, "damaged") : s.in_service ? element("span", { class: "badge good" }, "champion")
        : element("span", { class: "soft" }, history.some(h => h.student === s.id) ? "was champion" : "challenger"),
      s.lineage ? { tight: moment(s.lineage.trained_to) } : null,
      { number: s.lineage ? s.lineage.epochs : null },
      { number: s.training_seconds == null ? null : `${Math.round(s.training_seconds)} s` },
      s.in_service
        ? element("button", { disabled: !signedIn, "data-key": "roll-back", onclick: () => rollBack(champion) }, "Roll back")
        : element("button", { disabled: !signedIn || s.fault != null, "data-key": `promote-${s.id}`, onclick: () => promote(s, champion) }, "Promote"),
    ])),
    signedIn ? null : element("p", { class: "soft" }, "Enter the admin key above to promote or roll back."));
}

async function promote(student, champion) {
  const reason = await confirmed("Promote this student?", `Student ${student.id} takes over all forecasts from ${champion?.student ?? "nobody"}.`, "Promote");
  if (reason !== null) {
    await change(`students/${student.id}/promote`, { reason, expected_sequence: champion?.sequence ?? 0 });
    refresh();
  }
}

async function rollBack(champion) {
  const reason = await confirmed("Roll back?", `Student ${champion.student} leaves service, and its predecessor takes over all forecasts.`, "Roll back");
  if (reason !== null) {
    await change("students/rollback", { reason, expected_sequence: champion.sequence });
    refresh();
  }
}

function verification({ student, verification: report }) {
  const title = `Verification of student ${student.id.slice(0, 10)}`;
  if (!report) {
    return card(title, element("p", { class: "empty" }, "It has not been verified."));
  }
  return card(title,
    element("p", {}, report.passed == null ? null : element("span", { class: `badge ${report.passed ? "good" : "bad"}` }, report.passed ? "passed" : "not passed"),
      ` On ${report.rows} forecasts from ${moment(report.from)} to ${moment(report.to)} that it had not seen.`),
    ...report.remarks.map(r => element("p", { class: "soft" }, r)),
    report.findings.length === 0 ? null : element("ul", { class: "findings" }, report.findings.map(f => element("li", {}, element("span", { class: f.passed ? "good" : "bad" }, f.passed ? "✓ " : "✗ "), `${f.rule}: ${f.finding}`))),
    element("div", { class: "pair" }, report.variables.map(byLead)));
}

/** Error over lead time: the student beside the raw model and the best of the other references, drawn, and all of them as figures. */
function byLead(variable) {
  const [student, ...references] = variable.systems.map(s => s.system);
  const rmse = system => variable.systems.find(s => s.system === system).score.rmse;
  const raw = references.find(s => s === "raw teacher");
  const best = references.filter(s => s !== raw).sort((a, b) => rmse(a) - rmse(b))[0];
  const lines = [[student, "--forecast"], [raw, "--model", "dash"], [best, "--soft", "dash"]].filter(([system]) => system);
  const leads = variable.by_lead.filter(g => Number.isInteger(+g.group)).sort((a, b) => a.group - b.group);
  const data = [leads.map(g => +g.group), ...lines.map(([system]) => leads.map(g => g.scores[system]?.rmse ?? null))];
  const plot = element("div", {
    class: "chart low", role: "img",
    "aria-label": `Error of ${words(variable.variable)} over lead time. The table below has the figures.`,
  });
  const readout = element("p", { class: "readout" });
  draw(plot, data, lines.map(([label, colour, dash]) => ({ label, colour, dash: dash && [6, 4] })), {
    xLabel: "lead time, h", whole: true, fromZero: true, height: 220,
    describe: i => `${data[0][i]} h ahead: ${lines.map(([label], l) => `${label} ${figure(data[l + 1][i])}`).join(", ")} ${variable.unit}`,
  }, readout);
  return element("div", {},
    element("h3", {}, `${words(variable.variable)}: error (RMSE), ${variable.unit}`),
    element("ul", { class: "legend" }, lines.map(([label, colour, dash]) => legendKey(colour, label, dash))),
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

/** A card with the curves of a training. */
export function curves(progress, title) {
  const epochs = progress.filter(p => p.validation_rmse != null);
  if (epochs.length === 0) {
    return card(title, element("p", { class: "empty" }, "No learning curves are kept."));
  }
  const last = epochs.at(-1);
  const data = [epochs.map(p => p.epoch), epochs.map(p => p.training_rmse), epochs.map(p => p.validation_rmse)];
  const plot = element("div", {
    class: "chart", role: "img",
    "aria-label": `Normalised RMSE over ${epochs.length} epochs; last: training ${figure(last.training_rmse)}, validation ${figure(last.validation_rmse)}.`,
  });
  const readout = element("p", { class: "readout" });
  draw(plot, data, [{ label: "training", colour: "--soft", dash: [6, 4], points: epochs.length < 2 }, { label: "validation", colour: "--forecast", points: epochs.length < 2 }], {
    xLabel: "epoch", whole: true,
    describe: i => `Epoch ${data[0][i]}: training ${figure(data[1][i])}, validation ${figure(data[2][i])} (RMSE over normalised variables)`,
  }, readout);
  return card(title,
    element("p", { class: "soft" }, "RMSE over normalised variables, after each epoch."),
    element("ul", { class: "legend" }, legendKey("--soft", "training windows", "dash"), legendKey("--forecast", "validation windows")),
    plot, readout);
}
