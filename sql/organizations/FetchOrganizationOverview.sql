/* @name FetchOrganizationOverview */
-- The numbers on an organization's front page. Every count is its own subquery: joining the three tables would multiply them.
SELECT
  organizations.id,
  organizations.name,
  (SELECT count(*) FROM memberships WHERE memberships.organization_id = organizations.id) AS "member_count!",
  (SELECT count(*) FROM roles WHERE roles.organization_id = organizations.id) AS "custom_role_count!",
  (
    SELECT count(*)
    FROM invitations
    WHERE invitations.organization_id = organizations.id
      AND invitations.accepted_at IS NULL
      AND invitations.revoked_at IS NULL
      AND invitations.expires_at > now()
  ) AS "open_invitation_count!",
  (
    SELECT max(sessions.last_used_at)
    FROM sessions
    WHERE sessions.organization_id = organizations.id
  ) AS last_used_at
FROM organizations
WHERE organizations.id = :id!
  AND organizations.deleted_at IS NULL;
