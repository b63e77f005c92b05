/* @name FetchUserCredentialsByEmail */
-- What a sign-in by password compares. The hash leaves the database here, in FetchUserCredentialsById and in FetchUserForUpdate.
-- @primary
SELECT id, status, password_hash, email_verified_at
FROM users
WHERE email = :email!
  AND deleted_at IS NULL;
