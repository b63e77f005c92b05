/* @name ModifyUserOperator */
-- Makes somebody an operator of the installation, or no longer one. Counts 0 when nothing changes.
UPDATE users
SET operator = :operator!
WHERE id = :id!
  AND operator <> :operator!
  AND deleted_at IS NULL;
