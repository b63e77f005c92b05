/* @name ModifyUserEmailVerified */
-- The link proved this very address; an address that changed since stays unverified. The first proof keeps its time.
UPDATE users
SET email_verified_at = coalesce(email_verified_at, now())
WHERE id = :id!
  AND email = :email!
  AND deleted_at IS NULL
RETURNING id, email_verified_at AS "email_verified_at!";
