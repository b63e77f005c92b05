/* @name ModifyJobLeases */
-- The heartbeat: says that these runs live; `ids`, `runs` and `leaseSeconds` are parallel. A run without a row was lost: it must
-- stop, as another may have begun.
UPDATE jobs
SET lease_expires_at = now() + make_interval(secs => alive.lease_seconds)
FROM unnest(:ids!::uuid[], :runs!::integer[], :leaseSeconds!::double precision[]) AS alive (id, runs, lease_seconds)
WHERE jobs.id = alive.id
  AND jobs.runs = alive.runs
  AND jobs.state = 'running'
RETURNING jobs.id, jobs.cancel_requested_at;
