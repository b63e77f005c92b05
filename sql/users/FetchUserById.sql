/* @name FetchUserById */
-- A living account.
SELECT id, email, name, status, locale, preferences, email_verified_at, created_at, updated_at
FROM users
WHERE id = :id!
  AND deleted_at IS NULL;
