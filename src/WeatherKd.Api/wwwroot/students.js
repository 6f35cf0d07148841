// The students: who is in service, how each did, what happened; promotion and roll-back.
import { draw, key as legendKey } from "./chart.js";
import { card, element, figure, moment, shortId, table, words } from "./dom.js";
import { change, key, read } from "./service.js";
import { confirmed, refresh } from "./page.js";

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
    list(students, champion, main),
    verification(details),
    curves(details.curves, `Training of student ${chosen.student.slice(0, 10)}`),
    card("What happened", history.length === 0 ? element("p", { class: "empty" }, "Nothing yet.") : table("Promotion history", ["When", "What", "Student", "By", "Why"],
      history.map(h => [moment(h.at), h.act, shortId(h.student), h.by, h.reason]))));
  const plot = main.querySelector(".chart[data-curves]");
  if (plot) {
    drawCurves(plot, details.curves);
  }
}

function list(students, champion) {
  const signedIn = key() !== "";
  return card("Students",
    table("Students", ["Student", "State", "Learned until", { number: "Epochs" }, { number: "Training" }, "Change"], students.map(s => [
      element("button", { "aria-pressed": s.id === chosen.student, "aria-label": `Show student ${s.id}`, onclick: () => { chosen.student = s.id; refresh(); } }, shortId(s.id)),
      s.fault ? element("span", { class: "badge bad", title: s.fault }, "damaged") : s.in_service ? element("span", { class: "badge good" }, "in service") : element("span", { class: "soft" }, "kept"),
      s.lineage ? moment(s.lineage.trained_to) : null,
      { number: s.lineage ? s.lineage.epochs : null },
      { number: s.training_seconds == null ? null : `${Math.round(s.training_seconds)} s` },
      s.in_service
        ? element("button", { disabled: !signedIn, onclick: () => rollBack(champion) }, "Roll back")
        : element("button", { disabled: !signedIn || s.fault != null, onclick: () => promote(s, champion) }, "Promote"),
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
    report.findings.length === 0 ? null : element("ul", {}, report.findings.map(f => element("li", {}, element("span", { class: f.passed ? "good" : "bad" }, f.passed ? "✓ " : "✗ "), `${f.rule}: ${f.finding}`))),
    ...report.variables.map(v => byLead(v)));
}

function byLead(variable) {
  const systems = variable.systems.map(s => s.system);
  return element("div", {},
    element("h3", {}, `${words(variable.variable)}: RMSE, ${variable.unit}`),
    table(`RMSE of ${words(variable.variable)} by lead time`, ["Lead time", ...systems.map(s => ({ number: s }))], [
      ["all", ...variable.systems.map(s => ({ number: figure(s.score.rmse) }))],
      ...[1, 3, 6, 12, 18, 24].map(lead => variable.by_lead.find(g => g.group === String(lead))).filter(Boolean)
        .map(g => [`${g.group} h`, ...systems.map(s => ({ number: figure(g.scores[s]?.rmse) }))]),
    ]));
}

/** A card with the curves of a training. */
export function curves(progress, title) {
  const epochs = progress.filter(p => p.validation_rmse != null);
  if (epochs.length === 0) {
    return card(title, element("p", { class: "empty" }, "No learning curves are kept."));
  }
  const last = epochs.at(-1);
  return card(title,
    element("p", { class: "soft" }, "RMSE over normalised variables, after each epoch."),
    element("ul", { class: "legend" }, legendKey("--soft", "training windows", "dash"), legendKey("--forecast", "validation windows")),
    element("div", { class: "chart", "data-curves": true, role: "img", "aria-label": `Normalised RMSE over ${epochs.length} epochs; last: training ${figure(last.training_rmse)}, validation ${figure(last.validation_rmse)}.` }),
    element("p", { class: "readout" }));
}

/** Draws into the chart of such a card. */
export function drawCurves(plot, progress) {
  const epochs = progress.filter(p => p.validation_rmse != null);
  const data = [epochs.map(p => p.epoch), epochs.map(p => p.training_rmse), epochs.map(p => p.validation_rmse)];
  draw(plot, data, [{ label: "training", colour: "--soft", dash: [6, 4] }, { label: "validation", colour: "--forecast" }], {
    xLabel: "epoch",
    describe: i => `Epoch ${data[0][i]}: training ${figure(data[1][i])}, validation ${figure(data[2][i])} (RMSE over normalised variables)`,
  }, plot.parentElement.querySelector(".readout"));
}
