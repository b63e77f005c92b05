/* @name FetchActiveJobs */
-- A page of jobs that run or are on their way to a worker, the newest first, behind the one last seen.
SELECT
  id,
  name,
  queue,
  payload,
  state,
  priority,
  run_at,
  attempts,
  max_attempts,
  progress,
  progress_note,
  errors -> -1 ->> 'message' AS last_error,
  user_id,
  organization_id,
  created_at,
  started_at,
  finished_at
FROM jobs
WHERE state IN ('queued', 'running')
  AND (:queue::text IS NULL OR queue = :queue)
  AND (:name::text IS NULL OR name = :name)
  AND (:after::uuid IS NULL OR id < :after)
ORDER BY id DESC
LIMIT :limit!;
