/* @name FetchRegistration */
-- The attempt that a mail is about to be sent for.
SELECT id, email, name, locale
FROM registrations
WHERE id = :id!
  AND expires_at > now();
