/* @name InsertErrorEvent */
-- Notes that it happened `occurrences` more times. What was resolved is open again.
-- @returns count
INSERT INTO error_events (id, title, place, dossier, occurrences)
VALUES (:id!, :title!, :place!, :dossier!, :occurrences!)
ON CONFLICT (id) DO UPDATE
SET title = excluded.title,
    place = excluded.place,
    dossier = excluded.dossier,
    occurrences = error_events.occurrences + excluded.occurrences,
    last_seen_at = now(),
    resolved_at = NULL;
