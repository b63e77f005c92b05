/* @name ModifyUserEmail */
-- The new address was proven by its link, so it counts as verified. users_email_key: somebody else has it by now.
UPDATE users
SET email = :email!,
  email_verified_at = now()
WHERE id = :id!
  AND deleted_at IS NULL
RETURNING id, email, email_verified_at AS "email_verified_at!";
