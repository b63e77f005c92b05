/* @name FetchRoles */
-- The roles that an organization can give: the built-in ones first, then its own, each with what it allows and how many hold it.
SELECT
  roles.id,
  roles.name,
  roles.description,
  roles.organization_id IS NULL AS built_in,
  coalesce(grants.permissions, '{}') AS "permissions!",
  (
    SELECT count(*)
    FROM memberships
    WHERE memberships.role_id = roles.id
      AND memberships.organization_id = :organizationId!
  ) AS "member_count!",
  roles.created_at,
  roles.updated_at
FROM roles
LEFT JOIN (
  SELECT role_permissions.role_id, array_agg(role_permissions.permission ORDER BY role_permissions.permission) AS permissions
  FROM role_permissions
  GROUP BY role_permissions.role_id
) AS grants ON grants.role_id = roles.id
WHERE roles.organization_id IS NULL
  OR roles.organization_id = :organizationId!
ORDER BY roles.organization_id NULLS FIRST, roles.id;
