/* @name ModifyJobSchedulePaused */
-- Pauses a schedule or resumes it. Slots that passed meanwhile are not made up for.
UPDATE job_schedules
SET paused_at = CASE WHEN :paused! THEN coalesce(paused_at, now()) END
WHERE name = :name!;
