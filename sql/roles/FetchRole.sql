/* @name FetchRole */
-- A role that this organization can give: built in, or its own. Another organization's role does not exist here.
SELECT
  roles.id,
  roles.name,
  roles.description,
  roles.organization_id IS NULL AS built_in,
  ARRAY(
    SELECT role_permissions.permission
    FROM role_permissions
    WHERE role_permissions.role_id = roles.id
    ORDER BY role_permissions.permission
  ) AS permissions,
  (
    SELECT count(*)::integer
    FROM memberships
    WHERE memberships.role_id = roles.id
      AND memberships.organization_id = :organizationId!
  ) AS "member_count!",
  roles.created_at,
  roles.updated_at
FROM roles
WHERE roles.id = :id!
  AND (roles.organization_id IS NULL OR roles.organization_id = :organizationId!);
