/* @name ModifyJobsOfFormerWorker */
-- Gives back what a process had before it began anew in its place, as `bun --watch` makes it: same machine, same number, another
-- worker. It costs the jobs no attempt. One that was asked to stop is cancelled.
WITH former AS (
  DELETE FROM job_workers
  WHERE host = :host!
    AND pid = :pid!
    AND id <> :workerId!
  RETURNING id
)
UPDATE jobs
SET state = (CASE WHEN jobs.cancel_requested_at IS NULL THEN 'ready' ELSE 'cancelled' END)::job_state,
  attempts = CASE WHEN jobs.state = 'running' THEN jobs.attempts - 1 ELSE jobs.attempts END,
  lease_expires_at = NULL,
  finished_at = CASE WHEN jobs.cancel_requested_at IS NOT NULL THEN clock_timestamp() END
FROM former
WHERE jobs.worker_id = former.id
  AND jobs.state IN ('queued', 'running')
RETURNING jobs.id;
