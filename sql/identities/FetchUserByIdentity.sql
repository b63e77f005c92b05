/* @name FetchUserByIdentity */
-- The living account that this provider's person signs in to.
SELECT users.id, users.email, users.name, users.status, identities.id AS identity_id
FROM identities
JOIN users ON users.id = identities.user_id AND users.deleted_at IS NULL
WHERE identities.provider = :provider!
  AND identities.subject = :subject!;
