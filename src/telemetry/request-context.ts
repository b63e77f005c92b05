/**
 * What is known of the request being served, for everybody who tells about it: the log, the spans, the dossier of an
 * error. Carried by AsyncLocalStorage, so that nobody has to hand it through.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { QueryEvent } from "../database/db.ts";

/** The caller, as far as telemetry cares. */
interface Caller {
  readonly userId: string;
  readonly organizationId: string | null;
  readonly sessionId: string | null;
}

export interface RequestContext {
  readonly id: string;
  readonly traceId: string;
  readonly method: string;
  /** Without the query string, which may hold secrets. */
  readonly path: string;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  /** The pattern that matched: "/users/:id"; null until it is known, and for good when nothing matches. */
  route: string | null;
  caller: Caller | null;
  /** The queries so far, the oldest first; the last `QUERIES_KEPT` of them. */
  readonly queries: QueryEvent[];
  queryCount: number;
  queryMs: number;
}

/** A request that runs thousands of queries must not hold on to all of them. */
const QUERIES_KEPT = 50;

const contexts = new AsyncLocalStorage<RequestContext>();

/** undefined outside of a request. */
export const currentRequest = (): RequestContext | undefined => contexts.getStore();

export const runInRequest = <T>(context: RequestContext, work: () => T): T => contexts.run(context, work);

/** For `openDatabase({ observe })`: notes the query with the request that made it. */
export function observeQuery(event: QueryEvent): void {
  const context = contexts.getStore();
  if (context === undefined) return;
  context.queryCount += 1;
  context.queryMs += event.durationMs;
  context.queries.push(event);
  if (context.queries.length > QUERIES_KEPT) context.queries.shift();
}
