/* @name InsertAuditEvent */
-- Notes a security event, in the transaction of what it tells of: neither is ever there without the other.
INSERT INTO audit_events (organization_id, actor_id, session_id, action, subject_type, subject_id, details, ip, user_agent, request_id)
VALUES (:organizationId, :actorId, :sessionId, :action!, :subjectType, :subjectId, :details!, :ip, :userAgent, :requestId)
RETURNING id, created_at;
