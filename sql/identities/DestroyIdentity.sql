/* @name DestroyIdentity */
-- Unlinks a provider, unless it is the last way in: then the count is 0.
DELETE FROM identities
USING users
WHERE users.id = identities.user_id
  AND identities.id = :id!
  AND identities.user_id = :userId!
  AND (
    users.password_hash IS NOT NULL
    OR users.email_verified_at IS NOT NULL
    OR EXISTS (
      SELECT FROM identities AS others
      WHERE others.user_id = identities.user_id
        AND others.id <> identities.id
    )
  );
