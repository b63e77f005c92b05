/* @name ModifySessionToken */
-- A new token; the one before counts for `graceSeconds` more. After FetchSessionForUpdate in the same transaction.
UPDATE sessions
SET token_hash = :newTokenHash!,
  rotation_nonce = :nonce!,
  previous_token_hash = token_hash,
  previous_expires_at = now() + make_interval(secs => :graceSeconds!)
WHERE id = :id!;
