/* @name ModifyUserEmailVerified */
-- The first proof that the owner reads this address, by another way than the registration's own link. Whatever password there was
-- may be somebody else's who got here before: it is void. Counts 0 when the address was proven before.
UPDATE users
SET email_verified_at = now(),
  password_hash = NULL
WHERE id = :id!
  AND email_verified_at IS NULL
  AND deleted_at IS NULL;
