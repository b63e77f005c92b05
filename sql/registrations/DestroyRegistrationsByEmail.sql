/* @name DestroyRegistrationsByEmail */
-- The address was proven: whatever else somebody typed in to register it is void.
DELETE FROM registrations
WHERE email = :email!;
