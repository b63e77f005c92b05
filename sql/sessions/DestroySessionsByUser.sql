/* @name DestroySessionsByUser */
-- Signs a person out everywhere, but for the session to keep, if one is given.
DELETE FROM sessions
WHERE user_id = :userId!
  AND id IS DISTINCT FROM :keepId::uuid;
