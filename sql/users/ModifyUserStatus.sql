/* @name ModifyUserStatus */
-- Suspends or reinstates. Counts 0 when the account had this status already, so that nothing is reported twice.
UPDATE users
SET status = :status!
WHERE id = :id!
  AND status <> :status!
  AND deleted_at IS NULL;
