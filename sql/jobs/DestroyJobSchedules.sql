/* @name DestroyJobSchedules */
-- Forgets the schedules that the code does not have any more.
DELETE FROM job_schedules
WHERE name <> ALL (:names!);
