/* @name FetchAuditEventsByUser */
-- A page of what a person did, newest first, behind the one last seen.
SELECT id, action, organization_id, subject_type, subject_id, details, ip, user_agent, created_at
FROM audit_events
WHERE actor_id = :userId!
  AND (:after::uuid IS NULL OR id < :after::uuid)
ORDER BY id DESC
LIMIT :limit!;
