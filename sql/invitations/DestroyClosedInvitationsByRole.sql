/* @name DestroyClosedInvitationsByRole */
-- Forgets what is over and would keep a role from being deleted: accepted, revoked or expired invitations to it.
DELETE FROM invitations
WHERE role_id = :roleId!
  AND organization_id = :organizationId!
  AND (accepted_at IS NOT NULL OR revoked_at IS NOT NULL OR expires_at <= now());
