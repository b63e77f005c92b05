/* @name FetchJobs */
-- A page of jobs, newest first, behind the one last seen.
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
WHERE (:state::job_state IS NULL OR state = :state)
  AND (:queue::text IS NULL OR queue = :queue)
  AND (:name::text IS NULL OR name = :name)
  AND (:after::uuid IS NULL OR id < :after)
ORDER BY id DESC
LIMIT :limit!;
