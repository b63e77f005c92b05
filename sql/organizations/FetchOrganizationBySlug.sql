/* @name FetchOrganizationBySlug */
-- The organization at this place in URLs.
SELECT id, slug, name, settings, created_at, updated_at
FROM organizations
WHERE slug = :slug!
  AND deleted_at IS NULL;
