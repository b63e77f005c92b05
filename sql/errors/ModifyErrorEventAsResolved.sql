/* @name ModifyErrorEventAsResolved */
-- No row: there is no such error, or it is resolved already.
UPDATE error_events
SET resolved_at = now()
WHERE id = :id!
  AND resolved_at IS NULL;
