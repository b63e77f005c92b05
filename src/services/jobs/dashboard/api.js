/** The API that this page stands on. A session that went stale is renewed and the request repeated, once. */

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.status = status;
  }
}

const STALE = 402;
const limitMs = 8_000;

export async function api(method, path, body) {
  const response = await send(method, path, body);
  if (response.status !== STALE) return await read(response);
  await read(await send("POST", "/session/revalidation"));
  return await read(await send(method, path, body));
}

const send = (method, path, body) =>
  fetch(path, {
    method,
    signal: AbortSignal.timeout(limitMs),
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });

async function read(response) {
  const body = response.status === 204 ? null : await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, body);
  return body;
}

export const get = (path) => api("GET", path);

/** `{ queue: "mail", name: "" }` → "?queue=mail". */
export const query = (values) => {
  const given = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
};
