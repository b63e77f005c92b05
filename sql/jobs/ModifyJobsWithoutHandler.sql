/* @name ModifyJobsWithoutHandler */
-- Ends jobs of names that this release does not know, once they have been due for so long that a newer release that knows them is
-- not on its way.
UPDATE jobs
SET state = 'dead',
  errors = errors || jsonb_build_object(
    'attempt', attempts,
    'at', now(),
    'message', format('No handler: this release has no job named "%s".', name)
  ),
  finished_at = clock_timestamp()
WHERE state = 'ready'
  AND queue = ANY (:queues!)
  AND run_at < now() - make_interval(secs => :afterSeconds!)
  AND name <> ALL (:names!)
RETURNING id, name, queue;
