/* @name FetchUserForShare */
-- The account with its rights held still until the transaction ends: taken before a session's snapshot is renewed.
SELECT id, status
FROM users
WHERE id = :id!
  AND deleted_at IS NULL
FOR SHARE;
