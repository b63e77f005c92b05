/**
 * The front end's half of the revalidation protocol. A 402 with `session_needs_revalidation` says: nothing was done,
 * renew the session, ask again. However many requests meet it together, one renewal is in flight, and each of them is
 * repeated once. Where the renewal is refused, they get the answer that they had.
 */
import type { Session } from "./session.ts";
import type { Grant } from "./types.ts";

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface RevalidationOptions {
  /** Sends with the credentials as they are at that moment. */
  readonly send: Fetch;
  readonly session: Session;
  /** Of POST /session/revalidation. */
  readonly url: string;
}

/** `fetch` that sees to the renewal of the session. */
export function revalidating({ send, session, url }: RevalidationOptions): Fetch {
  let renewals = 0;
  let inFlight: Promise<boolean> | undefined;

  /** Whether the session is fresh now. */
  async function renew(): Promise<boolean> {
    const { epoch } = session;
    const response = await send(url, { method: "POST" }).catch(() => null);
    if (response === null || session.epoch !== epoch) return false;
    if (response.status === 401) session.end();
    if (!response.ok) return false;
    session.adopt((await response.json()) as Grant);
    renewals += 1;
    return session.epoch === epoch;
  }

  const renewOnce = (): Promise<boolean> => {
    inFlight ??= renew().finally(() => {
      inFlight = undefined;
    });
    return inFlight;
  };

  return async (input, init) => {
    const sent = { epoch: session.epoch, renewals };
    const [first, second] = twice(input, init);
    const response = await send(first, init);
    const code = await codeOf(response);
    if (session.epoch !== sent.epoch) return response;
    if (code === "not_signed_in") session.end();
    if (code !== "session_needs_revalidation") return response;
    // Answers come in any order: perhaps the session was renewed while this one was on its way.
    const fresh = renewals > sent.renewals || (await renewOnce());
    return fresh && second !== null ? await send(second, init) : response;
  };
}

/**
 * The request to send and the one to repeat it with. A Request is copied, and its body kept in memory for that. A stream
 * given as `init.body` can be read only once: null, and its owner gets the 402, with the session fresh to ask again.
 */
function twice(
  input: string | URL | Request,
  init?: RequestInit,
): [Parameters<Fetch>[0], Parameters<Fetch>[0] | null] {
  if (init?.body !== undefined && init.body !== null) return [input, isReusable(init.body) ? input : null];
  return input instanceof Request ? [input.clone() as Request, input] : [input, input];
}

const isReusable = (body: unknown): boolean =>
  typeof body === "string" ||
  body instanceof FormData ||
  body instanceof URLSearchParams ||
  body instanceof Blob ||
  body instanceof ArrayBuffer ||
  ArrayBuffer.isView(body);

/** The code of a refusal that concerns the session; the answer's body stays unread for its owner. */
async function codeOf(response: Response): Promise<unknown> {
  if (response.status !== 401 && response.status !== 402) return undefined;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return typeof problem === "object" && problem !== null && "code" in problem ? problem.code : undefined;
}
