/* @name FetchOtherOwnerCount */
-- How many owners who can act remain without this one. Ask after FetchOrganizationForUpdate, or two owners leave at once.
SELECT count(*)::integer AS owner_count
FROM memberships
JOIN roles ON roles.id = memberships.role_id
JOIN users ON users.id = memberships.user_id
WHERE memberships.organization_id = :organizationId!
  AND memberships.user_id <> :userId!
  AND memberships.status = 'active'
  AND roles.organization_id IS NULL
  AND roles.name = 'owner'
  AND users.status = 'active'
  AND users.deleted_at IS NULL;
