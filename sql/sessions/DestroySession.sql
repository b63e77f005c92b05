/* @name DestroySession */
-- Signs out. The owner is part of the key: somebody else's session is "not found", never "forbidden".
DELETE FROM sessions
WHERE id = :id!
  AND user_id = :userId!;
