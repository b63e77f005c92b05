/* @name FetchAuditEventsByOrganization */
-- A page of an organization's security events, newest first, behind the one last seen. `action` filters by the beginning of the
-- name ("member." finds all about members).
SELECT
  audit_events.id,
  audit_events.action,
  audit_events.actor_id,
  actors.name AS actor_name,
  audit_events.subject_type,
  audit_events.subject_id,
  audit_events.details,
  audit_events.ip,
  audit_events.user_agent,
  audit_events.created_at
FROM audit_events
LEFT JOIN users AS actors ON actors.id = audit_events.actor_id
WHERE audit_events.organization_id = :organizationId!
  AND (:action::text IS NULL OR starts_with(audit_events.action, :action::text))
  AND (:after::uuid IS NULL OR audit_events.id < :after::uuid)
ORDER BY audit_events.id DESC
LIMIT :limit!;
