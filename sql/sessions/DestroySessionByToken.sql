/* @name DestroySessionByToken */
-- The session that a browser had goes when somebody signs in with it.
DELETE FROM sessions
WHERE token_hash = :tokenHash!
  OR previous_token_hash = :tokenHash!;
