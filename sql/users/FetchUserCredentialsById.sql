/* @name FetchUserCredentialsById */
-- What somebody who is signed in confirms with the password.
-- @primary
SELECT id, email, name, password_hash
FROM users
WHERE id = :id!
  AND deleted_at IS NULL;
