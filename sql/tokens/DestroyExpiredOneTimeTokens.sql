/* @name DestroyExpiredOneTimeTokens */
-- Forgets links that nobody can use any more.
DELETE FROM one_time_tokens
WHERE expires_at < now() - make_interval(days => :keepDays!);
