/* @name ModifyJobWorkerAsWaiting */
-- Asks for a call as soon as there is a job. Look for one again after this: it may have come in between.
UPDATE job_workers
SET waiting = true
WHERE id = :id!
  AND NOT waiting;
