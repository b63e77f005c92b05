/* @name InsertUnverifiedUser */
-- An account for an address that somebody registers; it can do nothing until the address is proven. Counts 0 when there is one.
INSERT INTO users (email, name, locale)
VALUES (:email!, :name!, :locale!)
ON CONFLICT (email) WHERE deleted_at IS NULL DO NOTHING;
