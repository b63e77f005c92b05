/* @name ModifyInvitationAsRevoked */
-- Takes an open invitation back. No row: it is not this organization's, or not open any more.
UPDATE invitations
SET revoked_at = now()
WHERE id = :id!
  AND organization_id = :organizationId!
  AND accepted_at IS NULL
  AND revoked_at IS NULL
RETURNING id, email;
