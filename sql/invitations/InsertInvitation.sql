/* @name InsertInvitation */
-- Asks somebody to join. An open invitation of the same address is renewed: new link, new role, new time.
INSERT INTO invitations (organization_id, email, role_id, invited_by, token_hash, expires_at)
VALUES (:organizationId!, :email!, :roleId!, :invitedBy!, :tokenHash!, now() + make_interval(secs => :lifetimeSeconds!))
ON CONFLICT (organization_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL DO UPDATE
SET role_id = EXCLUDED.role_id,
  invited_by = EXCLUDED.invited_by,
  token_hash = EXCLUDED.token_hash,
  created_at = now(),
  expires_at = EXCLUDED.expires_at
RETURNING id, email, role_id, created_at, expires_at;
