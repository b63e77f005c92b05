/* @name FetchDueJobSchedules */
-- Schedules whose slot has come, locked for whoever enqueues their jobs. Several workers at once get different ones.
SELECT name, job_name, queue, payload, priority, max_attempts, cron, timezone, next_run_at, paused_at, now() AS "now!"
FROM job_schedules
WHERE next_run_at <= now()
ORDER BY name
FOR UPDATE SKIP LOCKED;
