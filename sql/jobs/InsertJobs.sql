/* @name InsertJobs */
-- Asks for many jobs of one name at once; `payloads` and `uniqueKeys` are parallel. Those whose unique key is pending already are left out.
INSERT INTO jobs (name, queue, payload, priority, run_at, unique_key, max_attempts, traceparent, user_id, organization_id)
SELECT
  :name!,
  :queue!,
  wanted.payload,
  :priority!,
  coalesce(:runAt, now() + make_interval(secs => :delaySeconds!)),
  wanted.unique_key,
  :maxAttempts!,
  :traceparent,
  :userId,
  :organizationId
FROM unnest(:payloads!::jsonb[], :uniqueKeys!::text[]) AS wanted (payload, unique_key)
ORDER BY wanted.unique_key
ON CONFLICT (name, unique_key) WHERE unique_key IS NOT NULL AND state IN ('ready', 'queued', 'running') DO NOTHING
RETURNING id;
