/* @name ModifyIdempotencyKey */
-- The answer, to be given again.
UPDATE idempotency_keys
SET status = :status!,
  body = :body!
WHERE user_id = :userId!
  AND key = :key!;
