/* @name ModifyOrganization */
-- Renames, moves to another slug, or both; what is not given stays. organizations_slug_key: the slug is taken.
UPDATE organizations
SET name = coalesce(:name, name),
  slug = coalesce(:slug, slug)
WHERE id = :id!
  AND deleted_at IS NULL
RETURNING id, slug, name, updated_at;
