/* @name DestroyExpiredSessions */
-- Forgets sessions that nobody can use any more, at most `limit` at a time so that no lock is held for long.
DELETE FROM sessions
WHERE id IN (
  SELECT id
  FROM sessions
  WHERE idle_expires_at < now()
  ORDER BY idle_expires_at
  LIMIT :limit!
  FOR UPDATE SKIP LOCKED
);
