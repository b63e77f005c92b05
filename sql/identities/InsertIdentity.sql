/* @name InsertIdentity */
-- Links a provider, or notes its use when it is linked already. No row: that person is linked to another account here, and an
-- upsert must never move somebody's way to sign in. identities_provider_key: the account has another person of this provider.
INSERT INTO identities (user_id, provider, subject, email, profile)
VALUES (:userId!, :provider!, :subject!, :email, :profile!)
ON CONFLICT (provider, subject) DO UPDATE
SET email = EXCLUDED.email,
  profile = EXCLUDED.profile,
  last_used_at = now()
WHERE identities.user_id = EXCLUDED.user_id
RETURNING id, created_at, last_used_at;
