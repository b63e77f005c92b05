/* @name ModifyJobsAsRetried */
-- Gives dead or cancelled jobs one more chance, with all their attempts. Left out: one whose unique key is pending again, and of
-- several with the same key all but the newest.
UPDATE jobs
SET state = 'ready',
  attempts = 0,
  run_at = now(),
  cancel_requested_at = NULL,
  finished_at = NULL,
  progress = NULL,
  progress_note = NULL
WHERE id = ANY (:ids!)
  AND state IN ('dead', 'cancelled')
  AND NOT EXISTS (
    SELECT FROM jobs AS others
    WHERE others.name = jobs.name
      AND others.unique_key = jobs.unique_key
      AND (others.state IN ('ready', 'queued', 'running') OR (others.id = ANY (:ids!) AND others.id > jobs.id))
  )
RETURNING id, queue;
