/* @name FetchOrganizationById */
-- A living organization.
SELECT id, slug, name, settings, created_at, updated_at
FROM organizations
WHERE id = :id!
  AND deleted_at IS NULL;
