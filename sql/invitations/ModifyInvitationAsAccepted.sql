/* @name ModifyInvitationAsAccepted */
-- Uses an invitation up, for the account that brings it. Of any number of simultaneous uses exactly one gets a row. The link was
-- mailed to one address: only the account with that address may use it.
UPDATE invitations
SET accepted_at = now(),
  accepted_by = users.id
FROM users, organizations
WHERE users.id = :userId!
  AND users.email = invitations.email
  AND users.deleted_at IS NULL
  AND organizations.id = invitations.organization_id
  AND organizations.deleted_at IS NULL
  AND invitations.token_hash = :tokenHash!
  AND invitations.accepted_at IS NULL
  AND invitations.revoked_at IS NULL
  AND invitations.expires_at > now()
RETURNING invitations.id, invitations.organization_id, invitations.role_id;
