/* @name ModifyJobsWithExpiredLease */
-- Takes jobs back from workers that died, hang or lost what was delivered to them. A lost run counts as an attempt, so that a job
-- that kills its worker dies at last; each further one waits twice as long, as whatever killed it may take others along.
WITH expired AS (
  SELECT id
  FROM jobs
  WHERE state IN ('queued', 'running')
    AND lease_expires_at < now()
  ORDER BY lease_expires_at
  LIMIT 500
  FOR UPDATE SKIP LOCKED
)
UPDATE jobs
SET state = (CASE
    WHEN jobs.cancel_requested_at IS NOT NULL THEN 'cancelled'
    WHEN jobs.state = 'running' AND jobs.attempts >= jobs.max_attempts THEN 'dead'
    ELSE 'ready'
  END)::job_state,
  run_at = CASE
    WHEN jobs.state = 'running' THEN now() + make_interval(secs => power(2, least(jobs.attempts, 10) - 1) - 1)
    ELSE jobs.run_at
  END,
  errors = CASE
    WHEN jobs.state = 'running' THEN jobs.errors || jsonb_build_object(
      'attempt', jobs.attempts,
      'at', now(),
      'message', 'The lease expired: the worker died, or something blocked its event loop for longer than the lease.'
    )
    ELSE jobs.errors
  END,
  lease_expires_at = NULL,
  finished_at = CASE
    WHEN jobs.cancel_requested_at IS NOT NULL OR (jobs.state = 'running' AND jobs.attempts >= jobs.max_attempts)
    THEN clock_timestamp()
  END
FROM expired
WHERE jobs.id = expired.id
RETURNING jobs.id, jobs.name, jobs.queue, jobs.state, jobs.attempts;
