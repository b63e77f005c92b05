/* @name ModifyUserAsDeleted */
-- Deletes softly: the address is free again, the password is gone, the name stays for the history.
UPDATE users
SET deleted_at = now(),
  password_hash = NULL
WHERE id = :id!
  AND deleted_at IS NULL
RETURNING id, email, deleted_at AS "deleted_at!";
