/* @name DestroyJobQueuePause */
-- Resumes a queue.
DELETE FROM job_queue_pauses
WHERE queue = :queue!;
