/* @name ModifyUserProfile */
-- Changes what is given and leaves the rest. No row: the account is gone.
UPDATE users
SET name = coalesce(:name, name),
  locale = coalesce(:locale, locale)
WHERE id = :id!
  AND deleted_at IS NULL
RETURNING id, email, name, locale, updated_at;
