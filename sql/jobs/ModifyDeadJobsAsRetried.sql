/* @name ModifyDeadJobsAsRetried */
-- Gives dead jobs one more chance, with all their attempts, at most `limit` of them: of one queue, of one name, or all. Left out: one
-- whose unique key is pending again, and of several with the same key all but the newest. Ask again until there are none.
UPDATE jobs
SET state = 'ready',
  attempts = 0,
  run_at = now(),
  cancel_requested_at = NULL,
  finished_at = NULL,
  progress = NULL,
  progress_note = NULL
WHERE id IN (
  SELECT dead.id
  FROM jobs AS dead
  WHERE dead.state = 'dead'
    AND (:queue::text IS NULL OR dead.queue = :queue)
    AND (:name::text IS NULL OR dead.name = :name)
    AND NOT EXISTS (
      SELECT FROM jobs AS others
      WHERE others.name = dead.name
        AND others.unique_key = dead.unique_key
        AND (others.state IN ('ready', 'queued', 'running') OR (others.state = 'dead' AND others.id > dead.id))
    )
  LIMIT :limit!
  FOR UPDATE SKIP LOCKED
);
