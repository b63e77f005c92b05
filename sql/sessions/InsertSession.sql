/* @name InsertSession */
-- A sign-in begins. After ModifyUserSignedIn in the same transaction. No row: the account may not sign in. An organization
-- that the person does not belong to reads as none.
-- @returns maybe
INSERT INTO sessions (
  user_id, organization_id, token_hash, method,
  email, name, locale, email_verified, organization_slug, organization_name, role_name, permissions,
  ip, user_agent, idle_expires_at, expires_at
)
SELECT
  snapshot.user_id, snapshot.organization_id, :tokenHash!, :method!,
  snapshot.email, snapshot.name, snapshot.locale, snapshot.email_verified,
  snapshot.organization_slug, snapshot.organization_name, snapshot.role_name, snapshot.permissions,
  :ip, :userAgent,
  now() + make_interval(secs => least(:idleSeconds!::float8, :lifetimeSeconds!::float8)),
  now() + make_interval(secs => :lifetimeSeconds!::float8)
FROM session_snapshot(:userId!, :organizationId) AS snapshot
RETURNING
  id, user_id, organization_id, email, name, locale, email_verified,
  organization_slug, organization_name, role_name, permissions, method, created_at, expires_at;
