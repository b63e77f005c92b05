/* @name FetchUserCredentialsByEmail */
-- What a sign-in by password compares. The hash leaves the database here and in FetchUserForUpdate only.
SELECT id, status, password_hash, email_verified_at
FROM users
WHERE email = :email!
  AND deleted_at IS NULL;
