/* @name DestroyRegistration */
-- Uses the link up: of any number of simultaneous uses exactly one gets the row.
DELETE FROM registrations
WHERE token_hash = :tokenHash!
  AND expires_at > now()
RETURNING email, name, locale, password_hash;
