/* @name FetchJobQueuePauses */
-- The queues that are paused.
SELECT queue, paused_at, paused_by
FROM job_queue_pauses
ORDER BY queue;
