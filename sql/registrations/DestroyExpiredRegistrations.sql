/* @name DestroyExpiredRegistrations */
-- Forgets attempts that can come to nothing any more, at most `limit` at a time so that no lock is held for long.
DELETE FROM registrations
WHERE id IN (
  SELECT id
  FROM registrations
  WHERE expires_at < now()
  ORDER BY expires_at
  LIMIT :limit!
  FOR UPDATE SKIP LOCKED
);
