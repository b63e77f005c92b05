/* @name DestroySessionByToken */
-- Signs out whoever holds this token; when somebody signs in, the session that the same browser had goes.
DELETE FROM sessions
WHERE token_hash = :tokenHash!;
