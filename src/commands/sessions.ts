/** `scaffold sessions list | revoke | why`: who is signed in where, and what a change of rights did to it. */
import { AppError } from "../errors.ts";
import * as sessions from "../repositories/sessions.ts";
import * as users from "../repositories/users.ts";
import { record } from "../services/account/audit/record.ts";
import { requireEmail } from "../services/account/authentication/email.ts";
import { type Action, type Actions, type Answer, runAction } from "./actions.ts";
import { type Call, CommandError } from "./command.ts";
import { ago, short, table } from "./table.ts";
import { required, terminal } from "./terminal.ts";

const TERMINAL = terminal("scaffold sessions");
const USAGE = 2;

const actions: Actions = { list, revoke, why };

export const run = async (call: Call): Promise<number> => await runAction("sessions", actions, call);

async function list({ db, words: [address] }: Action): Promise<Answer> {
  const email = requireEmail(required(address, "scaffold sessions list <email>"));
  const user = await users.fetchUserByEmail(db, { email });
  if (user === null) throw new AppError("user_not_found");
  const found = await sessions.fetchSessionsByUser(db, { userId: user.id });
  const rows = found.map((session) => ({
    id: session.id,
    method: session.method,
    organization: session.organization_name ?? "",
    from: session.ip ?? "",
    client: short(session.user_agent, 40),
    used: ago(session.last_used_at),
  }));
  return { json: found, text: table(rows, `${user.email} is signed in nowhere.`) };
}

async function revoke(action: Action): Promise<Answer> {
  const { id, user_id: userId, email } = await sessionOf(action, "revoke <id>");
  await action.db.transaction(async (tx) => {
    await sessions.destroySession(tx, { id, userId });
    await record(tx, TERMINAL, { action: "session.revoked", subject: { type: "session", id } });
  });
  return { json: { id, email, revoked: true }, text: `${email} is signed out there` };
}

/** Which change flagged it, when, and through which kind of connection: the API, psql, a migration … */
async function why(action: Action): Promise<Answer> {
  const session = await sessionOf(action, "why <id>");
  return { json: session, text: `${session.email}: ${explain(session)}` };
}

function explain(session: sessions.FetchSessionInvalidationRow): string {
  if (session.expired) return "the session has expired";
  if (!session.needs_revalidate)
    return `the session is served; its snapshot was taken ${ago(session.snapshot_at)}`;
  const by = session.revalidate_source ? `by ${session.revalidate_source}` : "by a connection without a name";
  const change = `flagged ${ago(session.revalidate_since)} because of ${session.revalidate_reason}, changed ${by}`;
  if (session.user_deleted) return `${change}; the account is deleted: the next renewal ends the session`;
  if (session.status === "suspended")
    return `${change}; the account is suspended: the next renewal ends the session`;
  return `${change}; served again after POST /session/revalidation`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function sessionOf({ db, words: [word] }: Action, usage: string) {
  const id = required(word, `scaffold sessions ${usage}`);
  if (!UUID.test(id)) throw new CommandError(`\`${id}\` is no id of a session`, { exitCode: USAGE });
  const session = await sessions.fetchSessionInvalidation(db, { id });
  if (session === null)
    throw new CommandError("there is no such session", { hint: "It may have been revoked." });
  return session;
}
