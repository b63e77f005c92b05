/* @name InsertIdempotencyKey */
-- Takes a key for a request. No row: somebody has it. What is older than a day is over; what is not answered after `abandonedSeconds`
-- never will be, as the process that had it is gone.
-- @returns maybe
INSERT INTO idempotency_keys (user_id, key, request_hash)
VALUES (:userId!, :key!, :requestHash!)
ON CONFLICT (user_id, key) DO UPDATE
SET request_hash = EXCLUDED.request_hash,
  status = NULL,
  body = NULL,
  claimed_at = now()
WHERE idempotency_keys.claimed_at < now() - interval '1 day'
  OR (
    idempotency_keys.status IS NULL
    AND idempotency_keys.claimed_at < now() - make_interval(secs => :abandonedSeconds!)
  )
RETURNING claimed_at;
