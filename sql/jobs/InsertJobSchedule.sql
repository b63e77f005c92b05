/* @name InsertJobSchedule */
-- Writes down a schedule of the code. Only a changed pattern or time zone moves the next slot, so that a restart skips none.
INSERT INTO job_schedules (name, job_name, queue, payload, priority, max_attempts, cron, timezone, next_run_at)
VALUES (:name!, :jobName!, :queue!, :payload!, :priority!, :maxAttempts!, :cron!, :timezone!, :nextRunAt!)
ON CONFLICT (name) DO UPDATE
SET job_name = EXCLUDED.job_name,
  queue = EXCLUDED.queue,
  payload = EXCLUDED.payload,
  priority = EXCLUDED.priority,
  max_attempts = EXCLUDED.max_attempts,
  cron = EXCLUDED.cron,
  timezone = EXCLUDED.timezone,
  next_run_at = CASE
    WHEN (job_schedules.cron, job_schedules.timezone) = (EXCLUDED.cron, EXCLUDED.timezone) THEN job_schedules.next_run_at
    ELSE EXCLUDED.next_run_at
  END;
