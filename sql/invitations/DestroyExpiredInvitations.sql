/* @name DestroyExpiredInvitations */
-- Forgets invitations that nobody used, some time after they expired.
DELETE FROM invitations
WHERE accepted_at IS NULL
  AND expires_at < now() - make_interval(days => :keepDays!);
