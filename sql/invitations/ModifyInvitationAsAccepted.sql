/* @name ModifyInvitationAsAccepted */
-- Uses an invitation up, for the account that brings it. The link was mailed to one address: only the account with that address,
-- once it is proven, may use it. No row: it may not, or the invitation is not open any more.
UPDATE invitations
SET accepted_at = now(),
  accepted_by = users.id
FROM users
WHERE users.id = :userId!
  AND users.email = invitations.email
  AND users.email_verified_at IS NOT NULL
  AND users.deleted_at IS NULL
  AND invitations.id = :id!
  AND invitations.accepted_at IS NULL
  AND invitations.revoked_at IS NULL
  AND invitations.expires_at > now()
RETURNING invitations.id, invitations.organization_id, invitations.role_id;
