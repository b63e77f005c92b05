/* @name FetchOrganizationsByUser */
-- Where a person is a member, with the role there and how many people share it; for the switcher.
SELECT
  organizations.id,
  organizations.slug,
  organizations.name,
  roles.name AS role,
  memberships.status AS membership_status,
  memberships.created_at AS joined_at,
  (SELECT count(*) FROM memberships AS others WHERE others.organization_id = organizations.id) AS "member_count!"
FROM memberships
JOIN organizations ON organizations.id = memberships.organization_id
JOIN roles ON roles.id = memberships.role_id
WHERE memberships.user_id = :userId!
  AND organizations.deleted_at IS NULL
ORDER BY organizations.name, organizations.id;
