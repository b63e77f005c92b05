/**
 * Sessions: a sign-in that goes on. Each remembers who its owner is and what is allowed, so that a request costs one read;
 * what changes those facts flags it (migrations: invalidate-sessions), and then it is renewed here.
 */
import type { Db } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as sessions from "../../../repositories/sessions.ts";
import type { Identity, Origin, Scope } from "../../../scope.ts";
import { record } from "../audit/record.ts";
import { hashToken, isToken } from "../authentication/token.ts";
import { type GrantedSession, identityOf, scopeOf } from "./identity.ts";
import { moveSession, renewSession } from "./renewal.ts";

export interface SessionServiceOptions {
  readonly database: Db;
  /** A session that is not used for so long ends. */
  readonly idleSeconds: number;
  /** Takes work that nobody waits for. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** What a token stands for. */
export interface Recognised {
  readonly scope: Scope;
  readonly identity: Identity;
  /** To be renewed before anything is served. */
  readonly stale: boolean;
}

export type SessionService = ReturnType<typeof sessionService>;

const USE_NOTED_EVERY_MS = 60_000;

export function sessionService({ database, idleSeconds, waitUntil }: SessionServiceOptions) {
  /** At most once a minute: a write per request would cost more than all the rest of it. */
  function noteUse(id: string, lastUsedAt: Date, { ip }: Origin): void {
    if (Date.now() - lastUsedAt.getTime() < USE_NOTED_EVERY_MS) return;
    waitUntil(sessions.modifySessionUsed(database, { id, ip, idleSeconds }));
  }

  return {
    /** null: no session has this token, or it has expired. */
    async recognise(token: string, origin: Origin): Promise<Recognised | null> {
      if (!isToken(token)) return null;
      const tokenHash = hashToken(token);
      const row =
        (await sessions.fetchSessionByToken(database, { tokenHash })) ??
        (await sessions.fetchSessionByPreviousToken(database, { tokenHash }));
      if (row === null) return null;
      noteUse(row.id, row.last_used_at, origin);
      return { scope: scopeOf(row, origin), identity: identityOf(row), stale: row.needs_revalidate };
    },

    /**
     * A fresh snapshot and the token to go on with. null: the account may not go on, and the session is gone.
     * @param token that the caller came with
     */
    async revalidate(scope: Scope, token: string): Promise<GrantedSession | null> {
      return await database.transaction((tx) => renewSession(tx, scope, { token, idleSeconds }));
    },

    /** @throws {AppError} organization_not_found when the caller does not belong to it */
    async switchOrganization(scope: Scope, organizationId: string): Promise<Identity> {
      return await database.transaction((tx) => moveSession(tx, scope, { organizationId, idleSeconds }));
    },

    /** Where the caller is signed in, the most recently used first. */
    async list(scope: Scope) {
      const rows = await sessions.fetchSessionsByUser(database, { userId: scope.userId });
      return rows.map((row) => ({ ...row, current: row.id === scope.sessionId }));
    },

    /** @throws {AppError} session_not_found when it is nobody's, or somebody else's */
    async revoke(scope: Scope, id: string): Promise<void> {
      await database.transaction(async (tx) => {
        const gone = await sessions.destroySession(tx, { id, userId: scope.userId });
        if (gone === 0) throw new AppError("session_not_found");
        await record(tx, scope, { action: "session.revoked", subject: { type: "session", id } });
      });
    },

    /** Signs the caller out everywhere but here. */
    async revokeOthers(scope: Scope): Promise<void> {
      const { userId, sessionId: keepId } = scope;
      await database.transaction(async (tx) => {
        const count = await sessions.destroySessionsByUser(tx, { userId, keepId });
        await record(tx, scope, {
          action: "session.others_revoked",
          subject: { type: "user", id: userId },
          details: { count },
        });
      });
    },
  };
}
