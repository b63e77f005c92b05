/* @name FetchPlaceOfUser */
-- The organization that a session works in: the wanted one as long as the person belongs to it, otherwise the one joined last.
SELECT memberships.organization_id
FROM memberships
JOIN organizations ON organizations.id = memberships.organization_id AND organizations.deleted_at IS NULL
WHERE memberships.user_id = :userId!
  AND memberships.status = 'active'
ORDER BY memberships.organization_id = :wantedId DESC NULLS LAST, memberships.id DESC
LIMIT 1;
