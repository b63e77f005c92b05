// Generated from sql/audit/*.sql by `scaffold sql generate`. Do not edit.
import { decode, encode, type Json } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export interface FetchAuditEventsByOrganizationParams {
  readonly organizationId: string;
  readonly action?: string | null | undefined;
  readonly after?: string | null | undefined;
  readonly limit: string | number | bigint;
}

export interface FetchAuditEventsByOrganizationRow {
  id: string;
  /** "<what>.<done>", e.g. "session.revoked". */
  action: string;
  /** Who did it; NULL: nobody signed in, or the account is gone. */
  actor_id: string | null;
  actor_name: string | null;
  /** What was changed: the singular of a table's name. */
  subject_type: string | null;
  subject_id: string | null;
  /** What else matters, without secrets; a JSON object. */
  details: Json;
  ip: string | null;
  user_agent: string | null;
  created_at: Date;
}

export const fetchAuditEventsByOrganizationQuery = defineQuery<FetchAuditEventsByOrganizationParams, FetchAuditEventsByOrganizationRow>({
  title: "FetchAuditEventsByOrganization",
  file: "sql/audit/FetchAuditEventsByOrganization.sql",
  verb: "Fetch",
  text: `/* FetchAuditEventsByOrganization */ SELECT
  audit_events.id,
  audit_events.action,
  audit_events.actor_id,
  actors.name AS actor_name,
  audit_events.subject_type,
  audit_events.subject_id,
  audit_events.details,
  audit_events.ip,
  audit_events.user_agent,
  audit_events.created_at
FROM audit_events
LEFT JOIN users AS actors ON actors.id = audit_events.actor_id
WHERE audit_events.organization_id = $1
  AND ($2::text IS NULL OR starts_with(audit_events.action, $2::text))
  AND ($3::uuid IS NULL OR audit_events.id < $3::uuid)
ORDER BY audit_events.id DESC
LIMIT $4`,
  bind: (p) => [p.organizationId, p.action, p.after, encode.number(p.limit)],
  decode: { created_at: decode.timestamp },
  pure: true,
});

/**
 * A page of an organization's security events, newest first, behind the one last seen. `action` filters by the beginning of the
 * name ("member." finds all about members).
 */
export async function fetchAuditEventsByOrganization(
  db: Db,
  params: FetchAuditEventsByOrganizationParams,
): Promise<FetchAuditEventsByOrganizationRow[]> {
  return await db.many(fetchAuditEventsByOrganizationQuery, params);
}

export interface FetchAuditEventsByUserParams {
  readonly userId: string;
  readonly after?: string | null | undefined;
  readonly limit: string | number | bigint;
}

export interface FetchAuditEventsByUserRow {
  id: string;
  /** "<what>.<done>", e.g. "session.revoked". */
  action: string;
  /** Whose owners may read it; NULL: concerns an account alone. */
  organization_id: string | null;
  /** What was changed: the singular of a table's name. */
  subject_type: string | null;
  subject_id: string | null;
  /** What else matters, without secrets; a JSON object. */
  details: Json;
  ip: string | null;
  user_agent: string | null;
  created_at: Date;
}

export const fetchAuditEventsByUserQuery = defineQuery<FetchAuditEventsByUserParams, FetchAuditEventsByUserRow>({
  title: "FetchAuditEventsByUser",
  file: "sql/audit/FetchAuditEventsByUser.sql",
  verb: "Fetch",
  text: `/* FetchAuditEventsByUser */ SELECT id, action, organization_id, subject_type, subject_id, details, ip, user_agent, created_at
FROM audit_events
WHERE actor_id = $1
  AND ($2::uuid IS NULL OR id < $2::uuid)
ORDER BY id DESC
LIMIT $3`,
  bind: (p) => [p.userId, p.after, encode.number(p.limit)],
  decode: { created_at: decode.timestamp },
  pure: true,
});

/** A page of what a person did, newest first, behind the one last seen. */
export async function fetchAuditEventsByUser(
  db: Db,
  params: FetchAuditEventsByUserParams,
): Promise<FetchAuditEventsByUserRow[]> {
  return await db.many(fetchAuditEventsByUserQuery, params);
}

export interface InsertAuditEventParams {
  /** Whose owners may read it; NULL: concerns an account alone. */
  readonly organizationId?: string | null | undefined;
  /** Who did it; NULL: nobody signed in, or the account is gone. */
  readonly actorId?: string | null | undefined;
  /** The session it was done with; no foreign key, as sessions go and events stay. */
  readonly sessionId?: string | null | undefined;
  /** "<what>.<done>", e.g. "session.revoked". */
  readonly action: string;
  /** What was changed: the singular of a table's name. */
  readonly subjectType?: string | null | undefined;
  readonly subjectId?: string | null | undefined;
  /** What else matters, without secrets; a JSON object. */
  readonly details: Json;
  readonly ip?: string | null | undefined;
  readonly userAgent?: string | null | undefined;
  readonly requestId?: string | null | undefined;
}

export interface InsertAuditEventRow {
  id: string;
  created_at: Date;
}

export const insertAuditEventQuery = defineQuery<InsertAuditEventParams, InsertAuditEventRow>({
  title: "InsertAuditEvent",
  file: "sql/audit/InsertAuditEvent.sql",
  verb: "Insert",
  text: `/* InsertAuditEvent */ INSERT INTO audit_events (organization_id, actor_id, session_id, action, subject_type, subject_id, details, ip, user_agent, request_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
RETURNING id, created_at`,
  bind: (p) => [p.organizationId, p.actorId, p.sessionId, p.action, p.subjectType, p.subjectId, encode.json(p.details), p.ip, p.userAgent, p.requestId],
  decode: { created_at: decode.timestamp },
  pure: false,
});

/**
 * Notes a security event, in the transaction of what it tells of: neither is ever there without the other.
 */
export async function insertAuditEvent(db: Db, params: InsertAuditEventParams): Promise<InsertAuditEventRow> {
  return await db.one(insertAuditEventQuery, params);
}
