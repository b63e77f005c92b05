/* @name FetchSoleOwnerships */
-- The organizations that would be left without an owner if this person went. An account with any cannot be deleted.
SELECT organizations.id, organizations.slug, organizations.name
FROM memberships
JOIN organizations ON organizations.id = memberships.organization_id AND organizations.deleted_at IS NULL
JOIN roles ON roles.id = memberships.role_id AND roles.organization_id IS NULL AND roles.name = 'owner'
WHERE memberships.user_id = :userId!
  AND NOT EXISTS (
    SELECT FROM memberships AS others
    JOIN users ON users.id = others.user_id AND users.status = 'active' AND users.deleted_at IS NULL
    WHERE others.organization_id = memberships.organization_id
      AND others.role_id = memberships.role_id
      AND others.user_id <> memberships.user_id
      AND others.status = 'active'
  )
ORDER BY organizations.name, organizations.id;
