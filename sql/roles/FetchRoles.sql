/* @name FetchRoles */
-- A page of the roles that an organization can give, behind the one last seen, each with what it allows and how many hold it.
-- The built-in ones come first: they were there before any organization.
SELECT
  roles.id,
  roles.name,
  roles.description,
  roles.organization_id IS NULL AS built_in,
  coalesce(grants.permissions, '{}') AS "permissions!",
  (
    SELECT count(*)::integer
    FROM memberships
    WHERE memberships.role_id = roles.id
      AND memberships.organization_id = :organizationId!
  ) AS "member_count!",
  roles.created_at,
  roles.updated_at
FROM roles
LEFT JOIN LATERAL (
  SELECT array_agg(role_permissions.permission ORDER BY role_permissions.permission) AS permissions
  FROM role_permissions
  WHERE role_permissions.role_id = roles.id
) AS grants ON true
WHERE (roles.organization_id IS NULL OR roles.organization_id = :organizationId!)
  AND (:after::uuid IS NULL OR roles.id > :after::uuid)
ORDER BY roles.id
LIMIT :limit!;
