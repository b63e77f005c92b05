/**
 * What is known of the request being served, for everybody who tells about it: the log, the spans, the dossier of an
 * error. Carried by AsyncLocalStorage, so that nobody has to hand it through. Of a job its queries are known likewise.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { QueryEvent } from "../database/db.ts";

/** The caller, as far as telemetry cares. */
interface Caller {
  readonly userId: string;
  readonly organizationId: string | null;
  readonly sessionId: string | null;
}

/** What was asked of the database so far. */
interface QueryTrail {
  /** The oldest first; the last `QUERIES_KEPT` of them. */
  readonly queries: QueryEvent[];
  queryCount: number;
  queryMs: number;
}

export interface RequestContext extends QueryTrail {
  readonly id: string;
  readonly traceId: string;
  /** Of the server span. */
  readonly spanId: string;
  /** Whether that span goes anywhere. */
  readonly isTraced: boolean;
  readonly method: string;
  /** Without the query string, which may hold secrets. */
  readonly path: string;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  /** The pattern that matched: "/users/:id"; null until it is known, and for good when nothing matches. */
  route: string | null;
  caller: Caller | null;
}

/** A request that runs thousands of queries must not hold on to all of them. */
const QUERIES_KEPT = 50;

const contexts = new AsyncLocalStorage<RequestContext>();
const jobTrails = new AsyncLocalStorage<QueryTrail>();

/** undefined outside of a request. */
export const currentRequest = (): RequestContext | undefined => contexts.getStore();

export const runInRequest = <T>(context: RequestContext, work: () => T): T => contexts.run(context, work);

/** For a worker's runs. */
export const runInJob = <T>(work: () => T): T =>
  jobTrails.run({ queries: [], queryCount: 0, queryMs: 0 }, work);

const currentTrail = (): QueryTrail | undefined => contexts.getStore() ?? jobTrails.getStore();

/** The last that this request or job asked the database, the oldest first. */
export const currentQueries = (): readonly QueryEvent[] => currentTrail()?.queries ?? [];

/** For `openDatabase({ observe })`: notes the query with the request or the job that made it. */
export function observeQuery(event: QueryEvent): void {
  const trail = currentTrail();
  if (trail === undefined) return;
  trail.queryCount += 1;
  trail.queryMs += event.durationMs;
  trail.queries.push(event);
  if (trail.queries.length > QUERIES_KEPT) trail.queries.shift();
}
