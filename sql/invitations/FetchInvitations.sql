/* @name FetchInvitations */
-- A page of an organization's open invitations, newest first, behind the one last seen.
SELECT
  invitations.id,
  invitations.email,
  roles.id AS role_id,
  roles.name AS role,
  inviters.name AS invited_by_name,
  invitations.created_at,
  invitations.expires_at
FROM invitations
JOIN roles ON roles.id = invitations.role_id
LEFT JOIN users AS inviters ON inviters.id = invitations.invited_by
WHERE invitations.organization_id = :organizationId!
  AND invitations.accepted_at IS NULL
  AND invitations.revoked_at IS NULL
  AND invitations.expires_at > now()
  AND (:after::uuid IS NULL OR invitations.id < :after::uuid)
ORDER BY invitations.id DESC
LIMIT :limit!;
