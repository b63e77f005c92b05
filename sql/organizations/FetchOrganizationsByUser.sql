/* @name FetchOrganizationsByUser */
-- A page of the organizations in which a person is an active member, with the role there and how many people share it,
-- in the order in which they were made, behind the id of the last one seen.
SELECT
  organizations.id,
  organizations.slug,
  organizations.name,
  roles.name AS role,
  memberships.created_at AS joined_at,
  (SELECT count(*)::integer FROM memberships AS others WHERE others.organization_id = organizations.id) AS "member_count!"
FROM memberships
JOIN organizations ON organizations.id = memberships.organization_id
JOIN roles ON roles.id = memberships.role_id
WHERE memberships.user_id = :userId!
  AND memberships.status = 'active'
  AND organizations.deleted_at IS NULL
  AND (:after::uuid IS NULL OR organizations.id > :after::uuid)
ORDER BY organizations.id
LIMIT :limit!;
