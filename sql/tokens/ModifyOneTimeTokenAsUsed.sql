/* @name ModifyOneTimeTokenAsUsed */
-- Uses a link up. Of any number of simultaneous uses exactly one gets a row: the others wait for its lock and then find it used.
UPDATE one_time_tokens
SET used_at = now()
FROM users
WHERE users.id = one_time_tokens.user_id
  AND users.deleted_at IS NULL
  AND one_time_tokens.token_hash = :tokenHash!
  AND one_time_tokens.purpose = :purpose!
  AND one_time_tokens.used_at IS NULL
  AND one_time_tokens.expires_at > now()
RETURNING one_time_tokens.user_id, one_time_tokens.email, users.status;
