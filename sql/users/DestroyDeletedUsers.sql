/* @name DestroyDeletedUsers */
-- Purges for good what was deleted more than `days` ago, at most `limit` rows at a time so that no lock is held for long.
DELETE FROM users
WHERE id IN (
  SELECT id
  FROM users
  WHERE deleted_at < now() - make_interval(days => :days!)
  ORDER BY deleted_at
  LIMIT :limit!
  FOR UPDATE SKIP LOCKED
);
