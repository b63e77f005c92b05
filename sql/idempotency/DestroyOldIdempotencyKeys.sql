/* @name DestroyOldIdempotencyKeys */
-- Forgets what nobody will ask for again, at most `limit` at a time so that no lock is held for long.
DELETE FROM idempotency_keys
WHERE (user_id, key) IN (
  SELECT user_id, key
  FROM idempotency_keys
  WHERE claimed_at < now() - interval '1 day'
  ORDER BY claimed_at
  LIMIT :limit!
  FOR UPDATE SKIP LOCKED
);
