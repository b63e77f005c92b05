/* @name ModifyOneTimeTokenAsUsed */
-- Uses a link up. Of any number of simultaneous uses exactly one gets a row: the others wait for its lock and then find it used.
UPDATE one_time_tokens
SET used_at = now()
WHERE token_hash = :tokenHash!
  AND purpose = :purpose!
  AND used_at IS NULL
  AND expires_at > now()
RETURNING user_id, email;
