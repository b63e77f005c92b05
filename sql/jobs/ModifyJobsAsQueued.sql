/* @name ModifyJobsAsQueued */
-- Claims jobs that are due, the most urgent of each queue, as many as its parallel `limits` says. Several workers at once get
-- different ones. Where a worker got something, it is no longer waiting for a call. Does not wait for the disk: a claim that a
-- crash of Postgres forgets leaves the job ready, and it can be started from there as well.
WITH due AS (
  SELECT claimed.id, wanted.queue
  FROM unnest(:queues!::text[], :limits!::integer[]) AS wanted (queue, free)
  CROSS JOIN LATERAL (
    SELECT jobs.id
    FROM jobs
    WHERE jobs.queue = wanted.queue
      AND jobs.state = 'ready'
      AND jobs.run_at <= now()
      AND jobs.name = ANY (:names!)
    ORDER BY jobs.priority DESC, jobs.run_at, jobs.id
    LIMIT wanted.free
    FOR UPDATE SKIP LOCKED
  ) AS claimed
  WHERE NOT EXISTS (
    SELECT FROM job_queue_pauses
    WHERE job_queue_pauses.queue = wanted.queue
  )
),
busy AS (
  UPDATE job_workers
  SET waiting_for = ARRAY(
    SELECT queue
    FROM unnest(waiting_for) AS queue
    WHERE queue NOT IN (SELECT due.queue FROM due)
  )
  WHERE id = :workerId!
    AND waiting_for && ARRAY(SELECT due.queue FROM due)
)
UPDATE jobs
SET state = 'queued',
  worker_id = :workerId!,
  lease_expires_at = now() + make_interval(secs => :leaseSeconds!)
FROM due
CROSS JOIN (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
WHERE jobs.id = due.id
RETURNING jobs.id, jobs.name, jobs.queue, jobs.priority, jobs.run_at, jobs.runs;
