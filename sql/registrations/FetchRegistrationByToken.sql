/* @name FetchRegistrationByToken */
-- The attempt that a link belongs to. Reading does not use it up.
-- @primary
SELECT id, email
FROM registrations
WHERE token_hash = :tokenHash!
  AND expires_at > now();
