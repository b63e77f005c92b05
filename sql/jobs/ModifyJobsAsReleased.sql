/* @name ModifyJobsAsReleased */
-- Gives jobs back that a stopping worker did not start, or started and does not finish; `ids` and `runs` are parallel. It costs
-- them no attempt. One that was asked to stop is cancelled.
UPDATE jobs
SET state = (CASE WHEN jobs.cancel_requested_at IS NULL THEN 'ready' ELSE 'cancelled' END)::job_state,
  attempts = CASE WHEN jobs.state = 'running' THEN jobs.attempts - 1 ELSE jobs.attempts END,
  lease_expires_at = NULL,
  finished_at = CASE WHEN jobs.cancel_requested_at IS NOT NULL THEN clock_timestamp() END
FROM unnest(:ids!::uuid[], :runs!::integer[]) AS given (id, runs)
WHERE jobs.id = given.id
  AND jobs.runs = given.runs
  AND jobs.state IN ('queued', 'running')
RETURNING jobs.id, jobs.state;
