/* @name ModifyOrganizationAsDeleted */
-- Deletes softly: the slug is free again; memberships stay until the purge, so that it can be undone.
UPDATE organizations
SET deleted_at = now()
WHERE id = :id!
  AND deleted_at IS NULL
RETURNING id, slug, deleted_at AS "deleted_at!";
