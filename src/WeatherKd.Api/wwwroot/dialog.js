// What a view asks of the page around it.

/** The event by which a view asks to be shown anew. */
export const refreshWanted = "refresh-wanted";

/** Shows the current view anew. */
export const refresh = () => dispatchEvent(new Event(refreshWanted));

/** Asks before something changes. Gives the reason typed in, or null where the answer was no. */
export function confirmed(title, text, action) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-title").textContent = title;
  document.getElementById("confirm-text").textContent = text;
  document.getElementById("confirm-yes").textContent = action;
  const reason = document.getElementById("confirm-reason");
  reason.value = "";
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? reason.value : null), { once: true }));
}
