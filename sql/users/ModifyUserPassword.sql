/* @name ModifyUserPassword */
-- A password set on purpose: by its owner or through a reset.
UPDATE users
SET password_hash = :passwordHash!
WHERE id = :id!
  AND deleted_at IS NULL;
