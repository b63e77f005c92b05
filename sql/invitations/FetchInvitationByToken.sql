/* @name FetchInvitationByToken */
-- What an invitation's link would do, for the page that asks "join?". Reading does not use it up: mail scanners open links too.
-- An account whose address nobody proved is none.
-- @primary
SELECT
  invitations.id,
  invitations.email,
  invitations.expires_at,
  organizations.id AS organization_id,
  organizations.name AS organization_name,
  roles.name AS role,
  inviters.name AS invited_by_name,
  EXISTS (
    SELECT FROM users
    WHERE users.email = invitations.email
      AND users.email_verified_at IS NOT NULL
      AND users.deleted_at IS NULL
  ) AS has_account
FROM invitations
JOIN organizations ON organizations.id = invitations.organization_id AND organizations.deleted_at IS NULL
JOIN roles ON roles.id = invitations.role_id
LEFT JOIN users AS inviters ON inviters.id = invitations.invited_by
WHERE invitations.token_hash = :tokenHash!
  AND invitations.accepted_at IS NULL
  AND invitations.revoked_at IS NULL
  AND invitations.expires_at > now();
