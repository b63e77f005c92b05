/* @name DestroyRole */
-- Deletes one of the organization's own roles. memberships_role_id_fkey, invitations_role_id_fkey: somebody holds it.
DELETE FROM roles
WHERE id = :id!
  AND organization_id = :organizationId!;
