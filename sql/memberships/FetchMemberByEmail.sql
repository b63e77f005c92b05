/* @name FetchMemberByEmail */
-- Whether the person with this address belongs to an organization, suspended or not.
SELECT memberships.id, memberships.user_id, memberships.status
FROM memberships
JOIN users ON users.id = memberships.user_id
WHERE memberships.organization_id = :organizationId!
  AND users.email = :email!
  AND users.deleted_at IS NULL;
