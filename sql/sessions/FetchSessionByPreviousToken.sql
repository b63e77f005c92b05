/* @name FetchSessionByPreviousToken */
-- The session whose token was replaced a moment ago. Asked only when FetchSessionByToken knows nothing.
-- @primary
SELECT
  id, user_id, organization_id, email, name, locale, email_verified,
  organization_slug, organization_name, role_name, permissions,
  needs_revalidate, method, last_used_at, created_at, expires_at
FROM sessions
WHERE previous_token_hash = :tokenHash!
  AND previous_expires_at > now()
  AND idle_expires_at > now()
  AND expires_at > now();
