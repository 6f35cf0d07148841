// Asks before something changes, and for the key where it is not known yet.
import { hasKey, keep } from "./service.js";

/** Asks. Gives the reason typed in, or null where the answer was no. */
export function confirmed(title, text, action) {
  const [dialog, reason, key] = ["confirm", "confirm-reason", "confirm-key"].map(id => document.getElementById(id));
  document.getElementById("confirm-title").textContent = title;
  document.getElementById("confirm-text").textContent = text;
  document.getElementById("confirm-yes").textContent = action;
  document.getElementById("confirm-key-field").hidden = hasKey();
  key.required = !hasKey();
  key.value = "";
  reason.value = "";
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") {
      resolve(null);
      return;
    }
    if (!hasKey()) {
      keep(key.value);
    }
    key.value = "";
    resolve(reason.value);
  }, { once: true }));
}
