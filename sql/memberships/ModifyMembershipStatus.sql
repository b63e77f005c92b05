/* @name ModifyMembershipStatus */
-- Suspends a member in this organization only, or lets the member back in.
UPDATE memberships
SET status = :status!
WHERE organization_id = :organizationId!
  AND user_id = :userId!
RETURNING id, status, updated_at;
