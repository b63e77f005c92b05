/* @name DestroyFinishedJobs */
-- Forgets jobs that have been over for long enough, at most `limit` of them: a long statement would hold back every vacuum.
DELETE FROM jobs
WHERE id IN (
  SELECT over.id
  FROM jobs AS over
  WHERE (over.state IN ('done', 'cancelled') AND over.finished_at < now() - make_interval(secs => :doneSeconds!))
    OR (over.state = 'dead' AND over.finished_at < now() - make_interval(secs => :deadSeconds!))
  LIMIT :limit!
  FOR UPDATE SKIP LOCKED
);
