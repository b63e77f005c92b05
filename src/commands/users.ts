/** `scaffold users …`: accounts, from the terminal of whoever runs the installation. */
import { text as textOf } from "node:stream/consumers";
import { onConstraint } from "../database/index.ts";
import { AppError } from "../errors.ts";
import { bunPasswordHasher } from "../platform/bun-password.ts";
import * as users from "../repositories/users.ts";
import { record } from "../services/account/audit/record.ts";
import { requireEmail } from "../services/account/authentication/email.ts";
import { checkNewPassword, requireCanonical } from "../services/account/authentication/password-policy.ts";
import { setUserStatus } from "../services/account/users/status.ts";
import { type Action, type Actions, type Answer, runAction } from "./actions.ts";
import { type Call, CommandError } from "./command.ts";
import { ago, table } from "./table.ts";
import { required, terminal } from "./terminal.ts";

const TERMINAL = terminal("scaffold users");
const DEFAULT_LIMIT = 50;
const USAGE = 2;

const actions: Actions = {
  list,
  show,
  create,
  suspend: (action) => setStatus(action, "suspended"),
  reinstate: (action) => setStatus(action, "active"),
  operator,
};

export const run = async (call: Call): Promise<number> => await runAction("users", actions, call);

/** The newest first; those with a word in name or address when one is given. */
async function list({ db, words: [search], options }: Action): Promise<Answer> {
  const limit = options.limit === undefined ? DEFAULT_LIMIT : Number(options.limit);
  const found = await users.fetchUsers(db, { search, limit });
  const rows = found.map(({ id, email, name, status, email_verified_at, created_at }) => ({
    id,
    email,
    name,
    status: email_verified_at === null ? `${status}, unproven` : status,
    created: ago(created_at),
  }));
  return { json: found, text: table(rows, "No accounts.") };
}

async function show(action: Action): Promise<Answer> {
  const { id, status, operator } = await accountOf(action, "show <email>");
  const profile = await users.fetchUserProfile(action.db, { id });
  if (profile === null) throw new AppError("user_not_found");
  const json = { ...profile, status, operator };
  const lines = Object.entries(json).map(([key, value]) => `${key.padEnd(18)} ${shown(value)}`);
  return { json, text: lines.join("\n") };
}

function shown(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Without a password the owner signs in by a mailed link, or chooses one by a reset. */
async function create({ db, words: [address, name], options }: Action): Promise<Answer> {
  const email = requireEmail(required(address, "scaffold users create <email> [name] [--password-stdin]"));
  const given = {
    email,
    name: name ?? email.split("@")[0] ?? email,
    emailVerifiedAt: new Date(),
  };
  const passwordHash = options.passwordStdin === true ? await hashFromInput([email, given.name]) : null;
  const user = await db.transaction(async (tx) => {
    const made = await users
      .insertUser(tx, { ...given, passwordHash })
      .catch(onConstraint("users_email_key", () => new AppError("email_taken")));
    await record(tx, TERMINAL, { action: "user.created", subject: { type: "user", id: made.id } });
    return made;
  });
  const how = passwordHash === null ? "signs in by a mailed link" : "signs in with the password";
  return { json: user, text: `${user.email} ${how} (${user.id})` };
}

/** Never as a flag: the list of processes and the shell's history would have it. */
async function hashFromInput(personal: readonly string[]): Promise<string> {
  const password = (await textOf(process.stdin)).replace(/\r?\n$/, "");
  checkNewPassword(password, personal);
  return await bunPasswordHasher.hash(requireCanonical(password));
}

async function setStatus(action: Action, status: users.UserStatus): Promise<Answer> {
  const verb = status === "suspended" ? "suspend" : "reinstate";
  const { id, email } = await accountOf(action, `${verb} <email>`);
  const changed = await action.db.transaction((tx) => setUserStatus(tx, TERMINAL, { id, status }));
  return { json: { id, email, status, changed }, text: `${email} is ${status}${changed ? "" : " already"}` };
}

/** Operators see and manage all accounts and jobs; nobody becomes one over HTTP. */
async function operator(action: Action): Promise<Answer> {
  const usage = "operator <email> [on|off]";
  const { id, email } = await accountOf(action, usage);
  const word = action.words[1] ?? "on";
  if (word !== "on" && word !== "off") {
    throw new CommandError(`\`${word}\` is neither on nor off`, {
      hint: `scaffold users ${usage}`,
      exitCode: USAGE,
    });
  }
  const isOperator = word === "on";
  const changed = await action.db.transaction(async (tx) => {
    const count = await users.modifyUserOperator(tx, { id, operator: isOperator });
    const done = isOperator ? "user.operator_granted" : "user.operator_withdrawn";
    if (count > 0) await record(tx, TERMINAL, { action: done, subject: { type: "user", id } });
    return count > 0;
  });
  const text = `${email} is ${isOperator ? "an" : "no"} operator${changed ? "" : " already"}`;
  return { json: { id, email, operator: isOperator, changed }, text };
}

async function accountOf({ db, words: [address] }: Action, usage: string) {
  const email = requireEmail(required(address, `scaffold users ${usage}`));
  const user = await users.fetchUserByEmail(db, { email });
  if (user === null) throw new AppError("user_not_found");
  return user;
}
