/* @name FetchOrganizations */
-- A page of living organizations in the order in which they were made, behind the id of the last one seen: UUIDv7 grow
-- with time. With the owner who joined first, if any is left.
SELECT
  organizations.id,
  organizations.slug,
  organizations.name,
  organizations.created_at,
  members.member_count,
  owner.user_id AS owner_id,
  owner.name AS owner_name
FROM organizations
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS member_count
  FROM memberships
  WHERE memberships.organization_id = organizations.id
) AS members
LEFT JOIN LATERAL (
  SELECT users.id AS user_id, users.name
  FROM memberships
  JOIN roles ON roles.id = memberships.role_id AND roles.organization_id IS NULL AND roles.name = 'owner'
  JOIN users ON users.id = memberships.user_id
  WHERE memberships.organization_id = organizations.id
  ORDER BY memberships.id
  LIMIT 1
) AS owner ON true
WHERE organizations.deleted_at IS NULL
  AND (:after::uuid IS NULL OR organizations.id > :after::uuid)
ORDER BY organizations.id
LIMIT :limit!;
