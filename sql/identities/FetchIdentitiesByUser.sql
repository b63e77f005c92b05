/* @name FetchIdentitiesByUser */
-- The providers that a person can sign in with, in the order in which they were linked.
SELECT id, provider, email, created_at, last_used_at
FROM identities
WHERE user_id = :userId!
ORDER BY id;
