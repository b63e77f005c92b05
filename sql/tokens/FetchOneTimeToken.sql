/* @name FetchOneTimeToken */
-- What a link would do, for the page that asks "go on?". Reading does not use it up: mail scanners open links too.
SELECT one_time_tokens.purpose, one_time_tokens.email, one_time_tokens.expires_at, users.name
FROM one_time_tokens
JOIN users ON users.id = one_time_tokens.user_id AND users.deleted_at IS NULL
WHERE one_time_tokens.token_hash = :tokenHash!
  AND one_time_tokens.used_at IS NULL
  AND one_time_tokens.expires_at > now();
