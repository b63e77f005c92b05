/* @name ModifySessionSnapshot */
-- Renews what a session remembers, moves it to `organizationId` and takes the flag off. No row: the account may not go on.
-- After FetchUserForShare and FetchSessionForUpdate in the same transaction: a statement that waited for the locks itself would
-- read the tables as they were before the wait.
UPDATE sessions
SET organization_id = snapshot.organization_id,
  email = snapshot.email,
  name = snapshot.name,
  locale = snapshot.locale,
  email_verified = snapshot.email_verified,
  organization_slug = snapshot.organization_slug,
  organization_name = snapshot.organization_name,
  role_name = snapshot.role_name,
  permissions = snapshot.permissions,
  snapshot_at = now(),
  needs_revalidate = false,
  revalidate_reason = NULL,
  revalidate_source = NULL,
  revalidate_since = NULL,
  last_used_at = now(),
  idle_expires_at = least(now() + make_interval(secs => :idleSeconds!), sessions.expires_at)
FROM session_snapshot(:userId!, :organizationId) AS snapshot
WHERE sessions.id = :id!
  AND sessions.user_id = snapshot.user_id
RETURNING
  sessions.id, sessions.user_id, sessions.organization_id, sessions.email, sessions.name, sessions.locale,
  sessions.email_verified, sessions.organization_slug, sessions.organization_name, sessions.role_name,
  sessions.permissions, sessions.method, sessions.created_at, sessions.expires_at;
