/* @name FetchJob */
-- Everything about one job, for people.
SELECT
  jobs.id,
  jobs.name,
  jobs.queue,
  jobs.payload,
  jobs.state,
  jobs.priority,
  jobs.run_at,
  jobs.unique_key,
  jobs.max_attempts,
  jobs.attempts,
  jobs.runs,
  jobs.lease_expires_at,
  jobs.cancel_requested_at,
  jobs.progress,
  jobs.progress_note,
  jobs.result,
  jobs.errors,
  jobs.traceparent,
  jobs.user_id,
  jobs.organization_id,
  jobs.created_at,
  jobs.started_at,
  jobs.finished_at,
  jobs.worker_id,
  job_workers.host AS worker_host,
  job_workers.pid AS worker_pid
FROM jobs
LEFT JOIN job_workers ON job_workers.id = jobs.worker_id
WHERE jobs.id = :id!;
