/* @name InsertRegistration */
-- An attempt to register. Never fails because of what there is: whoever asks must not learn whether the address has an account.
INSERT INTO registrations (email, name, locale, password_hash, expires_at)
VALUES (:email!, :name!, :locale!, :passwordHash!, now() + make_interval(secs => :lifetimeSeconds!))
RETURNING id;
