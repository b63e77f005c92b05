/* @name ModifyUserRegistered */
-- The link of a registration or an invitation was used: the address is proven, and what was typed in with it counts. Without a
-- hash the account signs in by link or provider.
UPDATE users
SET name = :name!,
  locale = :locale!,
  password_hash = :passwordHash,
  email_verified_at = now()
WHERE id = :id!
  AND email_verified_at IS NULL
  AND deleted_at IS NULL;
