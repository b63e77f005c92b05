/* @name DestroyDeletedOrganizations */
-- Purges for good, with members, roles, invitations and audit trail, what was deleted more than `days` ago.
DELETE FROM organizations
WHERE deleted_at < now() - make_interval(days => :days!)
RETURNING id, slug;
