/* @name ModifyUserPasswordHash */
-- The same password under newer hash parameters, after a successful sign-in. Only if nobody changed it meanwhile: a slow
-- sign-in with the old password must not bring it back.
UPDATE users
SET password_hash = :newHash!
WHERE id = :id!
  AND password_hash = :oldHash!;
