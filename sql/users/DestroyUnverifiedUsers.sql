/* @name DestroyUnverifiedUsers */
-- Forgets accounts whose address nobody has proven in `days`, at most `limit` at a time so that no lock is held for long.
DELETE FROM users
WHERE id IN (
  SELECT users.id
  FROM users
  WHERE users.email_verified_at IS NULL
    AND users.deleted_at IS NULL
    AND users.created_at < now() - make_interval(days => :days!)
    AND NOT EXISTS (
      SELECT FROM memberships
      WHERE memberships.user_id = users.id
    )
    AND NOT EXISTS (
      SELECT FROM identities
      WHERE identities.user_id = users.id
    )
  LIMIT :limit!
  FOR UPDATE SKIP LOCKED
);
