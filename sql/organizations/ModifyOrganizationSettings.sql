/* @name ModifyOrganizationSettings */
-- Merges the given keys into the settings; null removes a key.
UPDATE organizations
SET settings = jsonb_strip_nulls(settings || :changes!::jsonb)
WHERE id = :id!
  AND deleted_at IS NULL
RETURNING settings;
