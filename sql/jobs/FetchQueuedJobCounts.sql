/* @name FetchQueuedJobCounts */
-- How many jobs of these queues are on their way to a worker, whoever claimed them.
SELECT queue, count(*)::integer AS "queued!"
FROM jobs
WHERE state IN ('queued', 'running')
  AND state = 'queued'
  AND queue = ANY (:queues!)
GROUP BY queue;
