/* @name ModifyJobWorkerWaiting */
-- Asks for a call as soon as there is a job in one of these queues. Look for jobs once more after this: one may have come in between.
UPDATE job_workers
SET waiting_for = :queues!
WHERE id = :id!;
