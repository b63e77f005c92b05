/* @name FetchErrorEvent */
-- With its dossier.
SELECT id, title, place, dossier, occurrences, first_seen_at, last_seen_at, resolved_at
FROM error_events
WHERE id = :id!;
