/* @name FetchJobSchedule */
-- What is needed to run a schedule's job out of turn.
SELECT name, job_name, queue, payload, priority, max_attempts
FROM job_schedules
WHERE name = :name!;
