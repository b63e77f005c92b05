/* @name DestroyJobWorkers */
-- Forgets a worker that stops, and those that have not been heard of for long.
DELETE FROM job_workers
WHERE id = :id
  OR seen_at < now() - interval '5 minutes';
