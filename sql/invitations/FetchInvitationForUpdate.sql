/* @name FetchInvitationForUpdate */
-- An open invitation by its link, locked until the transaction ends: of any number of simultaneous uses one goes on, and the
-- others find it used.
SELECT invitations.id, invitations.organization_id, invitations.email, invitations.role_id, roles.name AS role
FROM invitations
JOIN roles ON roles.id = invitations.role_id
JOIN organizations ON organizations.id = invitations.organization_id AND organizations.deleted_at IS NULL
WHERE invitations.token_hash = :tokenHash!
  AND invitations.accepted_at IS NULL
  AND invitations.revoked_at IS NULL
  AND invitations.expires_at > now()
FOR UPDATE OF invitations;
