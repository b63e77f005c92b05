/* @name FetchMembership */
-- One person's place in an organization, with what it allows.
SELECT
  memberships.id,
  memberships.user_id,
  memberships.status,
  memberships.created_at,
  users.name,
  users.email,
  users.status AS account_status,
  roles.id AS role_id,
  roles.name AS role,
  ARRAY(
    SELECT role_permissions.permission
    FROM role_permissions
    WHERE role_permissions.role_id = memberships.role_id
    ORDER BY role_permissions.permission
  ) AS permissions
FROM memberships
JOIN users ON users.id = memberships.user_id AND users.deleted_at IS NULL
JOIN roles ON roles.id = memberships.role_id
WHERE memberships.organization_id = :organizationId!
  AND memberships.user_id = :userId!;
