/* @name ModifyJobAsDone */
-- Finishes a run together with what it did in the same transaction. The count is 0 when the run is not the job's any more: then
-- nothing of it may be committed.
UPDATE jobs
SET state = 'done',
  result = :result,
  lease_expires_at = NULL,
  finished_at = clock_timestamp()
WHERE id = :id!
  AND runs = :run!
  AND state = 'running';
