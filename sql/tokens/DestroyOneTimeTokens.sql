/* @name DestroyOneTimeTokens */
-- Links that are out in the world must not undo what their owner has just done: a new password, a new address.
DELETE FROM one_time_tokens
WHERE user_id = :userId!
  AND used_at IS NULL;
