/* @name FetchOrganizations */
-- A page of living organizations by time of creation, behind the (created_at, id) of the last one seen: the pair orders
-- rows of the same instant, so that none is skipped or shown twice. With the owner who joined first, if any is left.
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
  SELECT count(*) AS member_count
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
  AND (
    :afterId::uuid IS NULL
    OR (organizations.created_at, organizations.id) > (:afterCreatedAt::timestamptz, :afterId::uuid)
  )
ORDER BY organizations.created_at, organizations.id
LIMIT :limit!;
