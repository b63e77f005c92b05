/* @name ModifyJobsAsDue */
-- Runs jobs now that wait for their time: delayed ones, and those between two attempts.
UPDATE jobs
SET run_at = now()
WHERE id = ANY (:ids!)
  AND state = 'ready'
  AND run_at > now()
RETURNING id;
