/* @name InsertUser */
-- A new account. users_email_key: the address is taken. Without a hash the account signs in by link or provider.
INSERT INTO users (email, name, password_hash, locale, email_verified_at)
VALUES (:email!, :name!, :passwordHash, coalesce(:locale, 'en'), :emailVerifiedAt)
RETURNING id, email, name, status, locale, email_verified_at, created_at;
