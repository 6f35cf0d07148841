// Students: who is in service, how each did and why it was taken or not, side by side where several are chosen.
import { choose, chosen, refresh } from "./address.js";
import { compare } from "./compare.js";
import { confirmed } from "./dialog.js";
import { badge, card, element, table } from "./dom.js";
import { change, read } from "./service.js";
import { curves, left } from "./training.js";
import { verification } from "./verification.js";
import { moment, sentence, short } from "./words.js";

const meanings = { champion: "good", challenger: "accent", rejected: "bad", damaged: "bad" };

export async function show(main, signal) {
  const [{ champion, students, history }, { runs }] = await Promise.all([read("students", signal), read("pipeline/runs", signal)]);
  const going = runs.find(run => run.state === "running");
  const training = going ? await read(`pipeline/runs/${encodeURIComponent(going.id)}`, signal).catch(() => null) : null;
  const live =
    training && training.progress.length > 0
      ? curves([{ name: "under way", progress: training.progress }], `Training now. ${left(training)}`)
      : null;
  if (students.length === 0) {
    main.replaceChildren(
      ...[
        live,
        card(
          "Students",
          element(
            "p",
            { class: "empty" },
            "No student has been trained yet. The first one comes with the first complete run of the numerical model.",
          ),
        ),
      ].filter(Boolean),
    );
    return;
  }
  const student = students.some(s => s.id === chosen("student")) ? chosen("student") : champion?.student ?? students[0].id;
  const beside = (chosen("with") ?? "").split(",").filter(id => id !== student && students.some(s => s.id === id)).slice(0, 3);
  const [details, ...others] = await Promise.all([student, ...beside].map(id => read(`students/${id}`, signal)));
  if (signal.aborted) {
    return;
  }
  main.replaceChildren(
    ...[
      live,
      list(students, champion, student, beside),
      ...(others.length > 0
        ? compare([details, ...others])
        : [curves([{ name: short(student), progress: details.curves }], `Training of student ${short(student)}`)]),
      verification(details),
      card(
        "What happened",
        history.length === 0
          ? element("p", { class: "empty" }, "Nothing yet.")
          : table(
              "Promotion history",
              ["When", "What", "Student", "By", "Why"],
              history.map(h => [{ tight: moment(h.at) }, sentence(h.act), id(h.student), h.by, h.reason]),
            ),
      ),
    ].filter(Boolean),
  );
}

const id = student => element("span", { class: "mono", title: student }, short(student));

function list(students, champion, student, beside) {
  return card("Students",
    element("p", { class: "soft" }, "Choose one to see how it did; tick others to see them beside it."),
    table(
      "Students",
      ["Student", "Beside", "State", "Learned until", { number: "Epochs" }, { number: "Training" }, "Change"],
      students.map(s => [
        element(
          "button",
          {
            class: "mono",
            "aria-pressed": String(s.id === student),
            "aria-label": `${short(s.id)}: show this student`,
            title: s.id,
            "data-key": `show-${s.id}`,
            onclick: () => choose({ student: s.id }),
          },
          short(s.id),
        ),
        s.id === student
          ? "shown"
          : element("input", {
              type: "checkbox",
              "aria-label": `Show student ${short(s.id)} beside it`,
              "data-key": `with-${s.id}`,
              checked: beside.includes(s.id),
              disabled: !beside.includes(s.id) && beside.length === 3,
              onchange: event => choose({ with: (event.target.checked ? [...beside, s.id] : beside.filter(b => b !== s.id)).join(",") }),
            }),
        badge(sentence(s.state), meanings[s.state] ?? "soft", s.fault),
        s.lineage ? { tight: moment(s.lineage.trained_to) } : null,
        { number: s.lineage ? s.lineage.epochs : null },
        { number: s.training_seconds == null ? null : `${Math.round(s.training_seconds)} s` },
        s.in_service
          ? element(
              "button",
              { disabled: champion?.previous == null, "data-key": "roll-back", onclick: () => rollBack(champion) },
              "Roll back",
            )
          : element("button", { disabled: s.fault != null, "data-key": `promote-${s.id}`, onclick: () => promote(s, champion) }, "Promote"),
      ]),
    ),
  );
}

async function promote(student, champion) {
  const warning = student.state === "rejected" ? " The gate rejected it: its findings stand below." : "";
  const reason = await confirmed(
    "Promote this student?",
    `Student ${student.id} takes over all forecasts from ${champion?.student ?? "nobody"}.${warning}`,
    "Promote",
  );
  if (reason !== null) {
    await change(`students/${student.id}/promote`, { reason, expected_sequence: champion?.sequence ?? 0 });
    refresh();
  }
}

async function rollBack(champion) {
  const reason = await confirmed(
    "Roll back?",
    `Student ${champion.student} leaves service, and its predecessor takes over all forecasts.`,
    "Roll back",
  );
  if (reason !== null) {
    await change("students/rollback", { reason, expected_sequence: champion.sequence });
    refresh();
  }
}
