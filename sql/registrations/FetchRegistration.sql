/* @name FetchRegistration */
-- The attempt that a mail is about to be sent for.
-- @primary
SELECT id, email, name, locale
FROM registrations
WHERE id = :id!
  AND expires_at > now();
