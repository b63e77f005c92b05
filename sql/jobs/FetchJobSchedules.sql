/* @name FetchJobSchedules */
-- Every schedule, with how the job of its newest slot fares.
SELECT
  job_schedules.name,
  job_schedules.job_name,
  job_schedules.queue,
  job_schedules.cron,
  job_schedules.timezone,
  job_schedules.next_run_at,
  job_schedules.last_run_at,
  job_schedules.last_job_id,
  jobs.state AS last_job_state,
  job_schedules.paused_at
FROM job_schedules
LEFT JOIN jobs ON jobs.id = job_schedules.last_job_id
ORDER BY job_schedules.name;
