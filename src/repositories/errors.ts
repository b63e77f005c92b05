// Generated from sql/errors/*.sql by `scaffold sql generate`. Do not edit.
import { decode, encode, type Json } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export interface DestroyOldErrorEventsParams {
  readonly days: number;
}

export const destroyOldErrorEventsQuery = defineQuery<DestroyOldErrorEventsParams, never>({
  title: "DestroyOldErrorEvents",
  file: "sql/errors/DestroyOldErrorEvents.sql",
  verb: "Destroy",
  text: `/* DestroyOldErrorEvents */ DELETE FROM error_events
WHERE last_seen_at < now() - make_interval(days => $1)`,
  bind: (p) => [encode.number(p.days)],
  pure: false,
});

/** Forgets what did not happen for so long. */
export async function destroyOldErrorEvents(db: Db, params: DestroyOldErrorEventsParams): Promise<number> {
  return await db.count(destroyOldErrorEventsQuery, params);
}

export interface FetchErrorEventParams {
  readonly id: string;
}

export interface FetchErrorEventRow {
  /** Fingerprint: what the errors have in common. Answers with status 500 tell it. */
  id: string;
  title: string;
  /** Where it happens: "GET /users/:id", "job account.send-magic-link". */
  place: string;
  /** Everything known of the last one, without its secrets. */
  dossier: Json;
  occurrences: string;
  first_seen_at: Date;
  last_seen_at: Date;
  /** Somebody says that it is mended; NULL again when it comes back. */
  resolved_at: Date | null;
}

export const fetchErrorEventQuery = defineQuery<FetchErrorEventParams, FetchErrorEventRow>({
  title: "FetchErrorEvent",
  file: "sql/errors/FetchErrorEvent.sql",
  verb: "Fetch",
  text: `/* FetchErrorEvent */ SELECT id, title, place, dossier, occurrences, first_seen_at, last_seen_at, resolved_at
FROM error_events
WHERE id = $1`,
  bind: (p) => [p.id],
  decode: { first_seen_at: decode.timestamp, last_seen_at: decode.timestamp, resolved_at: decode.timestamp },
  pure: true,
});

/** With its dossier. */
export async function fetchErrorEvent(
  db: Db,
  params: FetchErrorEventParams,
): Promise<FetchErrorEventRow | null> {
  return await db.maybe(fetchErrorEventQuery, params);
}

export interface FetchErrorEventsParams {
  readonly withResolved: boolean;
  readonly limit: string | number | bigint;
}

export interface FetchErrorEventsRow {
  /** Fingerprint: what the errors have in common. Answers with status 500 tell it. */
  id: string;
  title: string;
  /** Where it happens: "GET /users/:id", "job account.send-magic-link". */
  place: string;
  occurrences: string;
  first_seen_at: Date;
  last_seen_at: Date;
  /** Somebody says that it is mended; NULL again when it comes back. */
  resolved_at: Date | null;
}

export const fetchErrorEventsQuery = defineQuery<FetchErrorEventsParams, FetchErrorEventsRow>({
  title: "FetchErrorEvents",
  file: "sql/errors/FetchErrorEvents.sql",
  verb: "Fetch",
  text: `/* FetchErrorEvents */ SELECT id, title, place, occurrences, first_seen_at, last_seen_at, resolved_at
FROM error_events
WHERE resolved_at IS NULL OR $1::boolean
ORDER BY last_seen_at DESC
LIMIT $2`,
  bind: (p) => [p.withResolved, encode.number(p.limit)],
  decode: { first_seen_at: decode.timestamp, last_seen_at: decode.timestamp, resolved_at: decode.timestamp },
  pure: true,
});

/** The last seen first; those that are resolved only when they are asked for. */
export async function fetchErrorEvents(
  db: Db,
  params: FetchErrorEventsParams,
): Promise<FetchErrorEventsRow[]> {
  return await db.many(fetchErrorEventsQuery, params);
}

export interface InsertErrorEventParams {
  /** Fingerprint: what the errors have in common. Answers with status 500 tell it. */
  readonly id: string;
  readonly title: string;
  /** Where it happens: "GET /users/:id", "job account.send-magic-link". */
  readonly place: string;
  /** Everything known of the last one, without its secrets. */
  readonly dossier: Json;
  readonly occurrences: string | number | bigint;
}

export const insertErrorEventQuery = defineQuery<InsertErrorEventParams, never>({
  title: "InsertErrorEvent",
  file: "sql/errors/InsertErrorEvent.sql",
  verb: "Insert",
  text: `/* InsertErrorEvent */ INSERT INTO error_events (id, title, place, dossier, occurrences)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE
SET title = excluded.title,
    place = excluded.place,
    dossier = excluded.dossier,
    occurrences = error_events.occurrences + excluded.occurrences,
    last_seen_at = now(),
    resolved_at = NULL`,
  bind: (p) => [p.id, p.title, p.place, encode.json(p.dossier), encode.number(p.occurrences)],
  pure: false,
});

/** Notes that it happened `occurrences` more times. What was resolved is open again. */
export async function insertErrorEvent(db: Db, params: InsertErrorEventParams): Promise<number> {
  return await db.count(insertErrorEventQuery, params);
}

export interface ModifyErrorEventAsResolvedParams {
  readonly id: string;
}

export const modifyErrorEventAsResolvedQuery = defineQuery<ModifyErrorEventAsResolvedParams, never>({
  title: "ModifyErrorEventAsResolved",
  file: "sql/errors/ModifyErrorEventAsResolved.sql",
  verb: "Modify",
  text: `/* ModifyErrorEventAsResolved */ UPDATE error_events
SET resolved_at = now()
WHERE id = $1
  AND resolved_at IS NULL`,
  bind: (p) => [p.id],
  pure: false,
});

/** No row: there is no such error, or it is resolved already. */
export async function modifyErrorEventAsResolved(
  db: Db,
  params: ModifyErrorEventAsResolvedParams,
): Promise<number> {
  return await db.count(modifyErrorEventAsResolvedQuery, params);
}
