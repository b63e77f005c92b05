/* @name DestroyOldErrorEvents */
-- Forgets what did not happen for so long.
DELETE FROM error_events
WHERE last_seen_at < now() - make_interval(days => :days!);
