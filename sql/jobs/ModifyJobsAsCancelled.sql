/* @name ModifyJobsAsCancelled */
-- Cancels what has not begun, and asks what runs to stop: that is cancelled when it does. Jobs that are over have no row.
UPDATE jobs
SET state = (CASE WHEN jobs.state = 'running' THEN 'running' ELSE 'cancelled' END)::job_state,
  cancel_requested_at = now(),
  lease_expires_at = CASE WHEN jobs.state = 'running' THEN jobs.lease_expires_at END,
  finished_at = CASE WHEN jobs.state = 'running' THEN NULL ELSE clock_timestamp() END
WHERE id = ANY (:ids!)
  AND state IN ('ready', 'queued', 'running')
RETURNING id, state;
