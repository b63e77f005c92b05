/* @name DestroyIdentitiesByUser */
-- Forgets how a person signed in elsewhere, when the account is deleted: the same person may come back as somebody new.
DELETE FROM identities
WHERE user_id = :userId!;
