/* @name FetchIdempotencyKey */
-- What came of the request that has the key.
-- @primary
SELECT request_hash, status, body
FROM idempotency_keys
WHERE user_id = :userId!
  AND key = :key!;
