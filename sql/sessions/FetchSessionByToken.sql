/* @name FetchSessionByToken */
-- Who asks, in which organization, with which permissions: all that a request needs, from one row found by its unique key.
-- @primary
SELECT
  id, user_id, organization_id, email, name, locale, email_verified,
  organization_slug, organization_name, role_name, permissions,
  needs_revalidate, method, last_used_at, created_at, expires_at
FROM sessions
WHERE token_hash = :tokenHash!
  AND idle_expires_at > now()
  AND expires_at > now();
