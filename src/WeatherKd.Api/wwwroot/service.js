// Talks to the API. A refusal becomes an Error whose message is the service's own sentence.

const prefix = new URL("api/v1/", document.baseURI);

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
  } catch {
    throw new Error("The service cannot be reached. The page tries again by itself.");
  }
  return answer(response);
}

/** Reads an address below /api/v1. */
export const read = (path, signal) => send(path, { signal });

/** Changes something; needs the admin key. The embedded host looks for it in X-Admin-Key, Azure Functions in x-functions-key. */
export const change = (path, body) => send(path, {
  method: "POST",
  headers: { "Content-Type": "application/json", "X-Admin-Key": key(), "x-functions-key": key() },
  body: JSON.stringify(body),
});

// The key lives in this tab's memory only: never in storage, never in an address.
export const key = () => document.getElementById("key").value;
