/* @name FetchErrorEvents */
-- The last seen first; those that are resolved only when they are asked for.
SELECT id, title, place, occurrences, first_seen_at, last_seen_at, resolved_at
FROM error_events
WHERE resolved_at IS NULL OR :withResolved!::boolean
ORDER BY last_seen_at DESC
LIMIT :limit!;
