/* @name InsertJob */
-- Asks for a job. No row: one with the same name and unique key is pending already.
INSERT INTO jobs (name, queue, payload, priority, run_at, unique_key, max_attempts, traceparent, user_id, organization_id)
VALUES (
  :name!,
  :queue!,
  :payload!,
  :priority!,
  coalesce(:runAt, now() + make_interval(secs => :delaySeconds!)),
  :uniqueKey,
  :maxAttempts!,
  :traceparent,
  :userId,
  :organizationId
)
ON CONFLICT (name, unique_key) WHERE unique_key IS NOT NULL AND state IN ('ready', 'queued', 'running') DO NOTHING
RETURNING id;
