/* @name ModifyJobsAsRunning */
-- Starts jobs that were delivered to a worker; `ids`, `runs` and `leaseSeconds` are parallel. Whoever is late gets no row: a
-- second delivery, one of a job that was cancelled, or of one that ran in the meantime. Does not wait for the disk: the end of a
-- run that a crash of Postgres forgets finds no such run, so that nothing of it is committed and the job runs again.
WITH startable AS (
  SELECT jobs.id, delivered.lease_seconds
  FROM jobs
  JOIN unnest(:ids!::uuid[], :runs!::integer[], :leaseSeconds!::double precision[]) AS delivered (id, runs, lease_seconds)
    ON delivered.id = jobs.id AND delivered.runs = jobs.runs
  WHERE jobs.state IN ('ready', 'queued')
  ORDER BY jobs.id
  FOR UPDATE OF jobs
)
UPDATE jobs
SET state = 'running',
  attempts = jobs.attempts + 1,
  runs = jobs.runs + 1,
  worker_id = :workerId!,
  started_at = clock_timestamp(),
  lease_expires_at = now() + make_interval(secs => startable.lease_seconds),
  progress = NULL,
  progress_note = NULL
FROM startable
CROSS JOIN (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
WHERE jobs.id = startable.id
RETURNING
  jobs.id,
  jobs.name,
  jobs.queue,
  jobs.payload,
  jobs.attempts,
  jobs.max_attempts,
  jobs.runs,
  jobs.run_at,
  jobs.traceparent,
  jobs.user_id,
  jobs.organization_id,
  jobs.created_at,
  extract(epoch FROM clock_timestamp() - jobs.run_at)::double precision AS "waited_seconds!";
