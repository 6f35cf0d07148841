// What must be looked at now, and an operator's word that it was seen.
import { refresh } from "./address.js";
import { confirmed } from "./dialog.js";
import { badge, card, element, table, unfold } from "./dom.js";
import { change } from "./service.js";
import { moment } from "./words.js";

/** The card. */
export const alarms = ({ alarms: standing, acknowledged }) =>
  card(
    "Alarms",
    standing.length === 0
      ? element("p", {}, badge("none", "good"), acknowledged.length === 0 ? " No alarm stands." : " No alarm stands that nobody has seen.")
      : element(
          "ul",
          { class: "alarms" },
          standing.map(a =>
            element(
              "li",
              { class: "alarm row" },
              element("span", {}, a.message, a.since ? ` Since ${moment(a.since)} UTC.` : ""),
              a.keys.length === 0
                ? null
                : element(
                    "button",
                    { "data-key": `seen-${a.kind}-${a.keys[0]}`, "aria-label": `Acknowledge: ${a.message}`, onclick: () => acknowledge(a) },
                    "Acknowledge",
                  ),
            ),
          ),
        ),
    acknowledged.length === 0
      ? null
      : unfold(
          "acknowledged",
          `Acknowledged: ${acknowledged.length}`,
          table(
            "Acknowledged alarms",
            ["Seen (UTC)", "By", "What", "Reason"],
            acknowledged.map(a => [{ tight: moment(a.acknowledged_at) }, a.by, a.message, a.reason ?? "–"]),
          ),
        ),
  );

async function acknowledge(alarm) {
  const reason = await confirmed(
    "Seen?",
    `${alarm.message} It leaves the list until it is over; should it come again, it is shown again.`,
    "Acknowledge",
  );
  if (reason !== null) {
    await change("pipeline/alarms/acknowledge", { alarms: alarm.keys, reason });
    refresh();
  }
}
