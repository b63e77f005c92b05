/* @name ModifyMembershipRole */
-- Gives a member another role. memberships_role_organization_check: the role belongs to another organization.
UPDATE memberships
SET role_id = :roleId!
WHERE organization_id = :organizationId!
  AND user_id = :userId!
RETURNING id, role_id, updated_at;
