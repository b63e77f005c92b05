/* @name ModifyInvitationToken */
-- A new link for an open invitation, and what its mail says. Links mailed before are dead from then on. No row: it is not open
-- any more.
UPDATE invitations
SET token_hash = :tokenHash!
FROM organizations, roles
WHERE invitations.id = :id!
  AND organizations.id = invitations.organization_id
  AND organizations.deleted_at IS NULL
  AND roles.id = invitations.role_id
  AND invitations.accepted_at IS NULL
  AND invitations.revoked_at IS NULL
  AND invitations.expires_at > now()
RETURNING
  invitations.email,
  invitations.expires_at,
  organizations.name AS organization_name,
  roles.name AS role,
  (SELECT inviters.name FROM users AS inviters WHERE inviters.id = invitations.invited_by) AS invited_by_name,
  (
    SELECT invited.locale
    FROM users AS invited
    WHERE invited.email = invitations.email
      AND invited.email_verified_at IS NOT NULL
      AND invited.deleted_at IS NULL
  ) AS invited_locale,
  (SELECT inviters.locale FROM users AS inviters WHERE inviters.id = invitations.invited_by) AS invited_by_locale;
