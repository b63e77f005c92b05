/* @name InsertJobWorker */
-- A worker reports that it lives, and with what it is busy.
INSERT INTO job_workers (id, host, pid, engine, queues, running)
VALUES (:id!, :host!, :pid!, :engine!, :queues!, :running!)
ON CONFLICT (id) DO UPDATE
SET running = EXCLUDED.running,
  seen_at = now();
