/* @name FetchOneTimeToken */
-- Whose link it is. Reading does not use it up. Asked first, so that the account can be locked before the link is.
-- @primary
SELECT one_time_tokens.user_id, one_time_tokens.email, users.name
FROM one_time_tokens
JOIN users ON users.id = one_time_tokens.user_id AND users.deleted_at IS NULL
WHERE one_time_tokens.token_hash = :tokenHash!
  AND one_time_tokens.purpose = :purpose!
  AND one_time_tokens.used_at IS NULL
  AND one_time_tokens.expires_at > now();
