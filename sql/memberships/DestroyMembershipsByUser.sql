/* @name DestroyMembershipsByUser */
-- Leaves every organization, when the account is deleted.
DELETE FROM memberships
WHERE user_id = :userId!;
