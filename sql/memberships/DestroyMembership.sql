/* @name DestroyMembership */
-- Leaves, or is removed. Sessions in that organization are flagged by the table's trigger.
DELETE FROM memberships
WHERE organization_id = :organizationId!
  AND user_id = :userId!;
