/* @name FetchUserByEmail */
-- The account that signs in with this address, unless it was deleted. citext: any case.
-- @primary
SELECT id, email, name, status, operator, locale, email_verified_at, created_at
FROM users
WHERE email = :email!
  AND deleted_at IS NULL;
