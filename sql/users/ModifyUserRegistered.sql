/* @name ModifyUserRegistered */
-- The registration's own link was used: the address is proven, and what was typed in with it counts.
UPDATE users
SET name = :name!,
  locale = :locale!,
  password_hash = :passwordHash!,
  email_verified_at = now()
WHERE id = :id!
  AND email_verified_at IS NULL
  AND deleted_at IS NULL;
