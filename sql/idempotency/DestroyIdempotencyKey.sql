/* @name DestroyIdempotencyKey */
-- The request was refused and nothing was done: it may come again with the same key, mended.
DELETE FROM idempotency_keys
WHERE user_id = :userId!
  AND key = :key!
  AND status IS NULL;
