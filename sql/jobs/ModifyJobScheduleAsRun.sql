/* @name ModifyJobScheduleAsRun */
-- Moves a schedule on to its next slot. `jobId` is the job of the slot that passes; null: it passed without one.
UPDATE job_schedules
SET next_run_at = :nextRunAt!,
  last_run_at = CASE WHEN :jobId::uuid IS NULL THEN last_run_at ELSE next_run_at END,
  last_job_id = coalesce(:jobId::uuid, last_job_id)
WHERE name = :name!;
