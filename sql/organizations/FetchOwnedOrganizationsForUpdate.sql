/* @name FetchOwnedOrganizationsForUpdate */
-- The organizations that a person owns, locked, before FetchSoleOwnerships: two owners who delete their accounts at once do so one
-- after the other.
SELECT organizations.id
FROM organizations
WHERE organizations.deleted_at IS NULL
  AND EXISTS (
    SELECT FROM memberships
    JOIN roles ON roles.id = memberships.role_id AND roles.organization_id IS NULL AND roles.name = 'owner'
    WHERE memberships.organization_id = organizations.id
      AND memberships.user_id = :userId!
  )
ORDER BY organizations.id
FOR UPDATE;
