/* @name FetchMembers */
-- A page of an organization's members in the order in which they joined, behind the membership last seen.
SELECT
  memberships.id,
  memberships.user_id,
  memberships.status,
  memberships.created_at,
  users.name,
  users.email,
  roles.id AS role_id,
  roles.name AS role
FROM memberships
JOIN users ON users.id = memberships.user_id AND users.deleted_at IS NULL
JOIN roles ON roles.id = memberships.role_id
WHERE memberships.organization_id = :organizationId!
  AND (:after::uuid IS NULL OR memberships.id > :after::uuid)
ORDER BY memberships.id
LIMIT :limit!;
