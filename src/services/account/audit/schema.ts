/** What a client may ask of the log of security events, and what it gets to see of one. */
import { t } from "elysia";
import { Id, JsonObject, Nullable, Timestamp } from "../../../plugins/schema.ts";

export const AuditFilter = t.Object({
  action: t.Optional(
    t.String({
      maxLength: 100,
      description: 'How the action\'s name begins: "member." finds all about members.',
    }),
  ),
});

export const AuditEvent = t.Object({
  id: Id,
  action: t.String({ examples: ["member.removed"] }),
  actor_id: Nullable(Id),
  actor_name: Nullable(t.String()),
  subject_type: Nullable(t.String({ examples: ["membership"] })),
  subject_id: Nullable(Id),
  details: JsonObject,
  ip: Nullable(t.String()),
  user_agent: Nullable(t.String()),
  created_at: Timestamp,
});
