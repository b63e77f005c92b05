/**
 * `idempotent: true` on a route that creates: a request that comes again with the same Idempotency-Key is answered as the
 * first time, and nothing is done twice (draft-ietf-httpapi-idempotency-key-header). The header is a client's choice; keys
 * are each person's own.
 *
 * A refusal frees the key, so that the request can be mended. After a fault of ours nobody knows what was done: the key stays
 * taken for a minute.
 */
import { createHash } from "node:crypto";
import { Elysia } from "elysia";
import type { HigherOrderFunction } from "elysia/types";
import { AppError } from "../errors.ts";
import { currentRequest } from "../telemetry/request-context.ts";

export interface KeyedRequest {
  readonly userId: string;
  readonly key: string;
  readonly requestHash: Uint8Array;
}

interface KeptAnswer {
  readonly status: number;
  readonly body: string;
}

/** Where answers are kept. */
export interface IdempotencyStore {
  claim(request: KeyedRequest): Promise<KeptAnswer | "claimed" | "in progress" | "of another request">;
  keep(request: KeyedRequest, answer: KeptAnswer): Promise<void>;
  release(request: KeyedRequest): Promise<void>;
}

/** The plugin as handlers take it. */
export type Idempotency = ReturnType<typeof idempotency>;

export function idempotency(store: IdempotencyStore) {
  const claims = new WeakMap<Request, KeyedRequest>();

  return (
    new Elysia({ name: "idempotency" })
      // Round the whole app: an answer is kept as it is sent, and errors are answers too.
      .wrap(rememberAnswers as unknown as HigherOrderFunction)
      .macro({
        idempotent: (_on: true) => ({
          detail: idempotentRoute,
          beforeHandle: async ({ body, request }: { body: unknown; request: Request }) => {
            const key = request.headers.get(HEADER);
            if (key !== null) return await claim(request, keyed(request, checked(key), body));
          },
        }),
      })
  );

  /** Elysia's type has another form than what it calls. */
  function rememberAnswers(fetch: Fetch): Fetch {
    return (request) => (request.headers.has(HEADER) ? remember(fetch, request) : fetch(request));
  }

  /** undefined: go on. */
  async function claim(request: Request, keyed: KeyedRequest): Promise<Response | undefined> {
    const claimed = await store.claim(keyed);
    if (claimed === "in progress") throw new AppError("idempotency_key_in_progress");
    if (claimed === "of another request") throw new AppError("idempotency_key_reused");
    if (claimed !== "claimed") return answerAgain(claimed);
    claims.set(request, keyed);
    return undefined;
  }

  async function remember(fetch: Fetch, request: Request): Promise<Response> {
    const response = await fetch(request);
    const keyed = claims.get(request);
    if (keyed === undefined || response.status >= 500) return response;
    if (response.status >= 400) await store.release(keyed);
    else await store.keep(keyed, { status: response.status, body: await response.clone().text() });
    return response;
  }
}

type Fetch = (request: Request) => Response | Promise<Response>;

export const HEADER = "idempotency-key";

/** The key in a route's `detail` that says that it takes the header, for the docs. */
export const IDEMPOTENT = "x-idempotent";

/** `object`: of the members that OpenAPI knows it has none, which TypeScript takes for a slip. */
const idempotentRoute: object = { [IDEMPOTENT]: true };

function checked(key: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  const detail = "Expected 1 to 255 printable characters of ASCII";
  throw new AppError("invalid_input", {
    inputErrors: [{ in: "header", pointer: "/idempotency-key", detail }],
  });
}

function keyed(request: Request, key: string, body: unknown): KeyedRequest {
  const userId = currentRequest()?.caller?.userId;
  if (userId === undefined) throw new AppError("not_signed_in");
  const { pathname } = new URL(request.url);
  const content = [request.method, pathname, JSON.stringify(body)].join("\n");
  return { userId, key, requestHash: createHash("sha256").update(content).digest() };
}

const answerAgain = ({ status, body }: KeptAnswer): Response =>
  new Response(body, {
    status,
    headers: { "content-type": "application/json", "idempotent-replayed": "true" },
  });
