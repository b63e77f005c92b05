/* @name ModifyJobAsFailed */
-- Notes a failed run: the job waits for its next attempt, or is dead when it had its last or when trying again makes no sense.
-- One that was asked to stop is cancelled. No row for a run that is not the job's any more.
UPDATE jobs
SET state = (CASE
    WHEN jobs.cancel_requested_at IS NOT NULL THEN 'cancelled'
    WHEN jobs.attempts >= jobs.max_attempts OR NOT :retry! THEN 'dead'
    ELSE 'ready'
  END)::job_state,
  run_at = CASE
    WHEN jobs.cancel_requested_at IS NOT NULL OR jobs.attempts >= jobs.max_attempts OR NOT :retry! THEN jobs.run_at
    ELSE now() + make_interval(secs => :delaySeconds!)
  END,
  errors = CASE WHEN jobs.cancel_requested_at IS NULL THEN jobs.errors || :error!::jsonb ELSE jobs.errors END,
  lease_expires_at = NULL,
  finished_at = CASE
    WHEN jobs.cancel_requested_at IS NOT NULL OR jobs.attempts >= jobs.max_attempts OR NOT :retry! THEN clock_timestamp()
  END
WHERE id = :id!
  AND runs = :run!
  AND state = 'running'
RETURNING state, run_at;
