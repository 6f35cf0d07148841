// Files that could not be read or used, why, and another try.
import { refresh } from "./address.js";
import { confirmed } from "./dialog.js";
import { card, element, table } from "./dom.js";
import { change } from "./service.js";
import { moment } from "./words.js";

const where = q => [
  q.line != null ? `line ${q.line}` : null,
  q.column != null ? `column ${q.column}` : null,
  q.message_number != null ? `message ${q.message_number}` : null,
  q.given != null ? `given “${q.given}”` : null,
  q.allowed != null ? `allowed: ${q.allowed}` : null,
].filter(Boolean).join(", ");

/** The card. */
export const quarantine = files => card("Quarantine", files.length === 0
  ? element("p", { class: "good" }, "Empty: every file could be read and used.")
  : table("Files in quarantine", ["Arrived (UTC)", "File", "What is wrong", "Where", "Try again"], files.map(q => [
    { tight: moment(q.arrived_at) }, element("span", { class: "mono" }, q.file),
    `${q.reason}${q.partly_used ? " The rest of the file is used." : ""}`, where(q),
    element("button", { "data-key": `retry-${q.file}`, "aria-label": `Try again: ${q.file}`, onclick: () => retry(q.file) }, "Try again"),
  ])));

async function retry(file) {
  const reason = await confirmed(
    "Try this file again?",
    `The file ${file} arrives once more, as if it had just been uploaded. It leaves quarantine if it can be read now.`,
    "Try again",
  );
  if (reason !== null) {
    await change("pipeline/quarantine/retry", { file });
    refresh();
  }
}
