// Talks to the API. A refusal becomes an Error whose message is the service's own sentence.

const prefix = new URL("api/v1/", document.baseURI);

// The key lives in this tab's memory only: never in storage, never in an address.
let key = "";

async function answer(response) {
  const body = await response.json().catch(() => null);
  if (!response.ok) {
    const error = new Error(body?.detail ?? `The service answered ${response.status}.`);
    error.status = response.status;
    throw error;
  }
  return body;
}

async function send(path, options) {
  let response;
  try {
    response = await fetch(new URL(path, prefix), options);
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    const unreachable = new Error(
      "The service cannot be reached. What is shown below is what it said last; the page tries again by itself.",
    );
    unreachable.unreachable = true;
    throw unreachable;
  }
  return answer(response);
}

/** Reads an address below /api/v1. */
export const read = (path, signal) => send(path, { signal });

/** The address of a download. */
export const download = path => new URL(path, prefix).href;

/** Whether a key has been typed in that was not refused. */
export const hasKey = () => key !== "";

/** Keeps the key that was typed in. */
export const keep = typed => { key = typed; };

/** Changes something; needs the admin key. The embedded host looks for it in X-Admin-Key, Azure Functions in x-functions-key. */
export async function change(path, body) {
  try {
    return await send(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Admin-Key": key, "x-functions-key": key },
      body: JSON.stringify(body),
    });
  } catch (error) {
    if (error.status === 401 || error.status === 403) {
      // It is asked for again.
      key = "";
    }
    throw error;
  }
}
