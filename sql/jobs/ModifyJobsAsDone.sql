/* @name ModifyJobsAsDone */
-- Finishes runs that succeeded; `ids`, `runs` and `results` are parallel. No row for a run that is not the job's any more.
WITH finished AS (
  SELECT jobs.id, succeeded.result
  FROM jobs
  JOIN unnest(:ids!::uuid[], :runs!::integer[], :results!::jsonb[]) AS succeeded (id, runs, result)
    ON succeeded.id = jobs.id AND succeeded.runs = jobs.runs
  WHERE jobs.state = 'running'
  ORDER BY jobs.id
  FOR UPDATE OF jobs
)
UPDATE jobs
SET state = 'done',
  result = finished.result,
  lease_expires_at = NULL,
  finished_at = clock_timestamp()
FROM finished
WHERE jobs.id = finished.id
RETURNING jobs.id;
