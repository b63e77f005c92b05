/* @name FetchReadyJobs */
-- A page of jobs that wait, the newest first, behind the one last seen. `due`: whether their time has come; `retrying`: whether an
-- attempt failed before. Both are left out to see all.
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
WHERE state = 'ready'
  AND (:due::boolean IS NULL OR (run_at <= now()) = :due)
  AND (:retrying::boolean IS NULL OR (attempts > 0) = :retrying)
  AND (:queue::text IS NULL OR queue = :queue)
  AND (:name::text IS NULL OR name = :name)
  AND (:after::uuid IS NULL OR id < :after)
ORDER BY id DESC
LIMIT :limit!;
