/* @name InsertJobQueuePause */
-- Pauses a queue. One that is paused stays as it is.
INSERT INTO job_queue_pauses (queue, paused_by)
VALUES (:queue!, :pausedBy)
ON CONFLICT (queue) DO NOTHING;
