/* @name ModifyUserPreferences */
-- Merges the given keys into the preferences (RFC 7396 at the top level: null removes the key), so that two tabs never
-- overwrite each other's keys.
UPDATE users
SET preferences = jsonb_strip_nulls(preferences || :changes!::jsonb)
WHERE id = :id!
  AND deleted_at IS NULL
RETURNING preferences;
