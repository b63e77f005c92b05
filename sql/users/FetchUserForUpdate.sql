/* @name FetchUserForUpdate */
-- The same account, locked until the transaction ends: two changes that depend on its state happen one after the other.
SELECT id, email, status, password_hash, email_verified_at
FROM users
WHERE id = :id!
  AND deleted_at IS NULL
FOR UPDATE;
