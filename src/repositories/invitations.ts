// Generated from sql/invitations/*.sql by `scaffold sql generate`. Do not edit.
import { decode, encode } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export interface DestroyClosedInvitationsByRoleParams {
  readonly roleId: string;
  readonly organizationId: string;
}

export const destroyClosedInvitationsByRoleQuery = defineQuery<DestroyClosedInvitationsByRoleParams, never>({
  title: "DestroyClosedInvitationsByRole",
  file: "sql/invitations/DestroyClosedInvitationsByRole.sql",
  verb: "Destroy",
  text: `/* DestroyClosedInvitationsByRole */ DELETE FROM invitations
WHERE role_id = $1
  AND organization_id = $2
  AND (accepted_at IS NOT NULL OR revoked_at IS NOT NULL OR expires_at <= now())`,
  bind: (p) => [p.roleId, p.organizationId],
  pure: false,
});

/**
 * Forgets what is over and would keep a role from being deleted: accepted, revoked or expired invitations to it.
 */
export async function destroyClosedInvitationsByRole(
  db: Db,
  params: DestroyClosedInvitationsByRoleParams,
): Promise<number> {
  return await db.count(destroyClosedInvitationsByRoleQuery, params);
}

export interface DestroyExpiredInvitationsParams {
  readonly keepDays: number;
}

export const destroyExpiredInvitationsQuery = defineQuery<DestroyExpiredInvitationsParams, never>({
  title: "DestroyExpiredInvitations",
  file: "sql/invitations/DestroyExpiredInvitations.sql",
  verb: "Destroy",
  text: `/* DestroyExpiredInvitations */ DELETE FROM invitations
WHERE accepted_at IS NULL
  AND expires_at < now() - make_interval(days => $1)`,
  bind: (p) => [encode.number(p.keepDays)],
  pure: false,
});

/** Forgets invitations that nobody used, some time after they expired. */
export async function destroyExpiredInvitations(
  db: Db,
  params: DestroyExpiredInvitationsParams,
): Promise<number> {
  return await db.count(destroyExpiredInvitationsQuery, params);
}

export interface FetchInvitationByTokenParams {
  readonly tokenHash: Uint8Array;
}

export interface FetchInvitationByTokenRow {
  id: string;
  email: string;
  expires_at: Date;
  organization_id: string;
  organization_name: string;
  role: string;
  invited_by_name: string | null;
  has_account: boolean;
}

export const fetchInvitationByTokenQuery = defineQuery<FetchInvitationByTokenParams, FetchInvitationByTokenRow>({
  title: "FetchInvitationByToken",
  file: "sql/invitations/FetchInvitationByToken.sql",
  verb: "Fetch",
  text: `/* FetchInvitationByToken */ SELECT
  invitations.id,
  invitations.email,
  invitations.expires_at,
  organizations.id AS organization_id,
  organizations.name AS organization_name,
  roles.name AS role,
  inviters.name AS invited_by_name,
  EXISTS (
    SELECT FROM users
    WHERE users.email = invitations.email
      AND users.email_verified_at IS NOT NULL
      AND users.deleted_at IS NULL
  ) AS has_account
FROM invitations
JOIN organizations ON organizations.id = invitations.organization_id AND organizations.deleted_at IS NULL
JOIN roles ON roles.id = invitations.role_id
LEFT JOIN users AS inviters ON inviters.id = invitations.invited_by
WHERE invitations.token_hash = $1
  AND invitations.accepted_at IS NULL
  AND invitations.revoked_at IS NULL
  AND invitations.expires_at > now()`,
  bind: (p) => [p.tokenHash],
  decode: { expires_at: decode.timestamp },
  pure: true,
  primary: true,
});

/**
 * What an invitation's link would do, for the page that asks "join?". Reading does not use it up: mail scanners open links too.
 * An account whose address nobody proved is none.
 */
export async function fetchInvitationByToken(
  db: Db,
  params: FetchInvitationByTokenParams,
): Promise<FetchInvitationByTokenRow | null> {
  return await db.maybe(fetchInvitationByTokenQuery, params);
}

export interface FetchInvitationForUpdateParams {
  readonly tokenHash: Uint8Array;
}

export interface FetchInvitationForUpdateRow {
  id: string;
  organization_id: string;
  email: string;
  role_id: string;
  role: string;
}

export const fetchInvitationForUpdateQuery = defineQuery<FetchInvitationForUpdateParams, FetchInvitationForUpdateRow>({
  title: "FetchInvitationForUpdate",
  file: "sql/invitations/FetchInvitationForUpdate.sql",
  verb: "Fetch",
  text: `/* FetchInvitationForUpdate */ SELECT invitations.id, invitations.organization_id, invitations.email, invitations.role_id, roles.name AS role
FROM invitations
JOIN roles ON roles.id = invitations.role_id
JOIN organizations ON organizations.id = invitations.organization_id AND organizations.deleted_at IS NULL
WHERE invitations.token_hash = $1
  AND invitations.accepted_at IS NULL
  AND invitations.revoked_at IS NULL
  AND invitations.expires_at > now()
FOR UPDATE OF invitations`,
  bind: (p) => [p.tokenHash],
  pure: false,
});

/**
 * An open invitation by its link, locked until the transaction ends: of any number of simultaneous uses one goes on, and the
 * others find it used.
 */
export async function fetchInvitationForUpdate(
  db: Db,
  params: FetchInvitationForUpdateParams,
): Promise<FetchInvitationForUpdateRow | null> {
  return await db.maybe(fetchInvitationForUpdateQuery, params);
}

export interface FetchInvitationsParams {
  readonly organizationId: string;
  readonly after?: string | null | undefined;
  readonly limit: string | number | bigint;
}

export interface FetchInvitationsRow {
  id: string;
  email: string;
  role_id: string;
  role: string;
  invited_by_name: string | null;
  created_at: Date;
  expires_at: Date;
}

export const fetchInvitationsQuery = defineQuery<FetchInvitationsParams, FetchInvitationsRow>({
  title: "FetchInvitations",
  file: "sql/invitations/FetchInvitations.sql",
  verb: "Fetch",
  text: `/* FetchInvitations */ SELECT
  invitations.id,
  invitations.email,
  roles.id AS role_id,
  roles.name AS role,
  inviters.name AS invited_by_name,
  invitations.created_at,
  invitations.expires_at
FROM invitations
JOIN roles ON roles.id = invitations.role_id
LEFT JOIN users AS inviters ON inviters.id = invitations.invited_by
WHERE invitations.organization_id = $1
  AND invitations.accepted_at IS NULL
  AND invitations.revoked_at IS NULL
  AND invitations.expires_at > now()
  AND ($2::uuid IS NULL OR invitations.id < $2::uuid)
ORDER BY invitations.id DESC
LIMIT $3`,
  bind: (p) => [p.organizationId, p.after, encode.number(p.limit)],
  decode: { created_at: decode.timestamp, expires_at: decode.timestamp },
  pure: true,
});

/** A page of an organization's open invitations, newest first, behind the one last seen. */
export async function fetchInvitations(
  db: Db,
  params: FetchInvitationsParams,
): Promise<FetchInvitationsRow[]> {
  return await db.many(fetchInvitationsQuery, params);
}

export interface InsertInvitationParams {
  readonly organizationId: string;
  readonly email: string;
  readonly roleId: string;
  /** Who asked; NULL when that account is gone. */
  readonly invitedBy: string;
  /** SHA-256 of the token in the mailed link. */
  readonly tokenHash: Uint8Array;
  readonly lifetimeSeconds: number;
}

export interface InsertInvitationRow {
  id: string;
  email: string;
  role_id: string;
  created_at: Date;
  expires_at: Date;
}

export const insertInvitationQuery = defineQuery<InsertInvitationParams, InsertInvitationRow>({
  title: "InsertInvitation",
  file: "sql/invitations/InsertInvitation.sql",
  verb: "Insert",
  text: `/* InsertInvitation */ INSERT INTO invitations (organization_id, email, role_id, invited_by, token_hash, expires_at)
VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
ON CONFLICT (organization_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL DO UPDATE
SET role_id = EXCLUDED.role_id,
  invited_by = EXCLUDED.invited_by,
  token_hash = EXCLUDED.token_hash,
  created_at = now(),
  expires_at = EXCLUDED.expires_at
RETURNING id, email, role_id, created_at, expires_at`,
  bind: (p) => [p.organizationId, p.email, p.roleId, p.invitedBy, p.tokenHash, encode.number(p.lifetimeSeconds)],
  decode: { created_at: decode.timestamp, expires_at: decode.timestamp },
  pure: false,
});

/** Asks somebody to join. An open invitation of the same address is renewed: new link, new role, new time. */
export async function insertInvitation(db: Db, params: InsertInvitationParams): Promise<InsertInvitationRow> {
  return await db.one(insertInvitationQuery, params);
}

export interface ModifyInvitationAsAcceptedParams {
  readonly userId: string;
  readonly id: string;
}

export interface ModifyInvitationAsAcceptedRow {
  id: string;
  organization_id: string;
  role_id: string;
}

export const modifyInvitationAsAcceptedQuery = defineQuery<ModifyInvitationAsAcceptedParams, ModifyInvitationAsAcceptedRow>({
  title: "ModifyInvitationAsAccepted",
  file: "sql/invitations/ModifyInvitationAsAccepted.sql",
  verb: "Modify",
  text: `/* ModifyInvitationAsAccepted */ UPDATE invitations
SET accepted_at = now(),
  accepted_by = users.id
FROM users
WHERE users.id = $1
  AND users.email = invitations.email
  AND users.email_verified_at IS NOT NULL
  AND users.deleted_at IS NULL
  AND invitations.id = $2
  AND invitations.accepted_at IS NULL
  AND invitations.revoked_at IS NULL
  AND invitations.expires_at > now()
RETURNING invitations.id, invitations.organization_id, invitations.role_id`,
  bind: (p) => [p.userId, p.id],
  pure: false,
});

/**
 * Uses an invitation up, for the account that brings it. The link was mailed to one address: only the account with that address,
 * once it is proven, may use it. No row: it may not, or the invitation is not open any more.
 */
export async function modifyInvitationAsAccepted(
  db: Db,
  params: ModifyInvitationAsAcceptedParams,
): Promise<ModifyInvitationAsAcceptedRow | null> {
  return await db.maybe(modifyInvitationAsAcceptedQuery, params);
}

export interface ModifyInvitationAsRevokedParams {
  readonly id: string;
  readonly organizationId: string;
}

export interface ModifyInvitationAsRevokedRow {
  id: string;
  email: string;
}

export const modifyInvitationAsRevokedQuery = defineQuery<ModifyInvitationAsRevokedParams, ModifyInvitationAsRevokedRow>({
  title: "ModifyInvitationAsRevoked",
  file: "sql/invitations/ModifyInvitationAsRevoked.sql",
  verb: "Modify",
  text: `/* ModifyInvitationAsRevoked */ UPDATE invitations
SET revoked_at = now()
WHERE id = $1
  AND organization_id = $2
  AND accepted_at IS NULL
  AND revoked_at IS NULL
RETURNING id, email`,
  bind: (p) => [p.id, p.organizationId],
  pure: false,
});

/** Takes an open invitation back. No row: it is not this organization's, or not open any more. */
export async function modifyInvitationAsRevoked(
  db: Db,
  params: ModifyInvitationAsRevokedParams,
): Promise<ModifyInvitationAsRevokedRow | null> {
  return await db.maybe(modifyInvitationAsRevokedQuery, params);
}

export interface ModifyInvitationTokenParams {
  /** SHA-256 of the token in the mailed link. */
  readonly tokenHash: Uint8Array;
  readonly id: string;
}

export interface ModifyInvitationTokenRow {
  email: string;
  expires_at: Date;
  organization_name: string;
  role: string;
  invited_by_name: string | null;
  invited_locale: string | null;
  invited_by_locale: string | null;
}

export const modifyInvitationTokenQuery = defineQuery<ModifyInvitationTokenParams, ModifyInvitationTokenRow>({
  title: "ModifyInvitationToken",
  file: "sql/invitations/ModifyInvitationToken.sql",
  verb: "Modify",
  text: `/* ModifyInvitationToken */ UPDATE invitations
SET token_hash = $1
FROM organizations, roles
WHERE invitations.id = $2
  AND organizations.id = invitations.organization_id
  AND organizations.deleted_at IS NULL
  AND roles.id = invitations.role_id
  AND invitations.accepted_at IS NULL
  AND invitations.revoked_at IS NULL
  AND invitations.expires_at > now()
RETURNING
  invitations.email,
  invitations.expires_at,
  organizations.name AS organization_name,
  roles.name AS role,
  (SELECT inviters.name FROM users AS inviters WHERE inviters.id = invitations.invited_by) AS invited_by_name,
  (
    SELECT invited.locale
    FROM users AS invited
    WHERE invited.email = invitations.email
      AND invited.email_verified_at IS NOT NULL
      AND invited.deleted_at IS NULL
  ) AS invited_locale,
  (SELECT inviters.locale FROM users AS inviters WHERE inviters.id = invitations.invited_by) AS invited_by_locale`,
  bind: (p) => [p.tokenHash, p.id],
  decode: { expires_at: decode.timestamp },
  pure: false,
});

/**
 * A new link for an open invitation, and what its mail says. Links mailed before are dead from then on. No row: it is not open
 * any more.
 */
export async function modifyInvitationToken(
  db: Db,
  params: ModifyInvitationTokenParams,
): Promise<ModifyInvitationTokenRow | null> {
  return await db.maybe(modifyInvitationTokenQuery, params);
}
