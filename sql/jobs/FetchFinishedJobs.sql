/* @name FetchFinishedJobs */
-- A page of jobs that are over, those that ended last first, behind the one last seen. The states stand here a second time so that
-- the index of finished jobs serves, whichever is asked for.
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
WHERE state IN ('done', 'dead', 'cancelled')
  AND state = :state!
  AND (:queue::text IS NULL OR queue = :queue)
  AND (:name::text IS NULL OR name = :name)
  AND (
    :after::uuid IS NULL
    OR (finished_at, id) < (
      SELECT seen.finished_at, seen.id
      FROM jobs AS seen
      WHERE seen.id = :after
    )
  )
ORDER BY finished_at DESC, id DESC
LIMIT :limit!;
