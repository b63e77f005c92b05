/* @name FetchSessionInvalidation */
-- Why a session is not served, for `scaffold sessions why`: which change flagged it, made through which kind of connection.
SELECT
  sessions.id,
  sessions.user_id,
  sessions.email,
  users.status,
  users.deleted_at IS NOT NULL AS user_deleted,
  sessions.needs_revalidate,
  sessions.revalidate_reason,
  sessions.revalidate_source,
  sessions.revalidate_since,
  sessions.snapshot_at,
  sessions.idle_expires_at,
  sessions.expires_at,
  least(sessions.idle_expires_at, sessions.expires_at) <= now() AS expired
FROM sessions
JOIN users ON users.id = sessions.user_id
WHERE sessions.id = :id!;
