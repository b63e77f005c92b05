/** Notes a security event: who did what, to whom, from where. In the transaction of what it tells of. */
import type { Json } from "../../../database/codec.ts";
import type { Db } from "../../../database/db.ts";
import * as audit from "../../../repositories/audit.ts";
import type { Origin, Scope } from "../../../scope.ts";

/** A caller with a scope, or somebody of whom only the origin is known, and perhaps meanwhile the account. */
export type Actor = Scope | (Origin & { readonly userId?: string; readonly sessionId?: string });

export interface SecurityEvent {
  /** "<what>.<done>": "session.revoked". */
  readonly action: string;
  /** Whose owners may read it; left out: it concerns an account alone. */
  readonly organizationId?: string;
  /** What was changed: the singular of a table's name, and the row's id. */
  readonly subject?: { readonly type: string; readonly id: string };
  /** What else matters. Never a secret. */
  readonly details?: { readonly [key: string]: Json };
}

export async function record(db: Db, actor: Actor, event: SecurityEvent): Promise<void> {
  await audit.insertAuditEvent(db, {
    actorId: actor.userId,
    sessionId: actor.sessionId,
    ip: actor.ip,
    userAgent: actor.userAgent,
    requestId: actor.requestId,
    action: event.action,
    organizationId: event.organizationId,
    subjectType: event.subject?.type,
    subjectId: event.subject?.id,
    details: event.details ?? {},
  });
}
