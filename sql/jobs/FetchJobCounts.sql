/* @name FetchJobCounts */
-- Depth and age of every queue. Each state is counted through its own index, so that the many that are done cost nothing.
SELECT
  live.queue AS "queue!",
  sum(live.due)::integer AS "due!",
  sum(live.scheduled)::integer AS "scheduled!",
  sum(live.retrying)::integer AS "retrying!",
  sum(live.queued)::integer AS "queued!",
  sum(live.running)::integer AS "running!",
  sum(live.dead)::integer AS "dead!",
  max(live.oldest_due_seconds)::double precision AS oldest_due_seconds
FROM (
  SELECT
    queue,
    count(*) FILTER (WHERE run_at <= now()) AS due,
    count(*) FILTER (WHERE run_at > now() AND attempts = 0) AS scheduled,
    count(*) FILTER (WHERE run_at > now() AND attempts > 0) AS retrying,
    0 AS queued,
    0 AS running,
    0 AS dead,
    extract(epoch FROM now() - min(run_at) FILTER (WHERE run_at <= now())) AS oldest_due_seconds
  FROM jobs
  WHERE state = 'ready'
  GROUP BY queue
  UNION ALL
  SELECT
    queue,
    0,
    0,
    0,
    count(*) FILTER (WHERE state = 'queued'),
    count(*) FILTER (WHERE state = 'running'),
    0,
    NULL
  FROM jobs
  WHERE state IN ('queued', 'running')
  GROUP BY queue
  UNION ALL
  SELECT queue, 0, 0, 0, 0, 0, count(*), NULL
  FROM jobs
  WHERE state = 'dead'
  GROUP BY queue
) AS live
GROUP BY live.queue
ORDER BY live.queue;
