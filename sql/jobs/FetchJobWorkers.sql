/* @name FetchJobWorkers */
-- The workers that reported lately.
SELECT id, host, pid, engine, queues, running, waiting_for, started_at, seen_at
FROM job_workers
WHERE seen_at > now() - interval '1 minute'
ORDER BY started_at, id;
