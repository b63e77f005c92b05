/** `scaffold roles list | grant`: who may do what, from the terminal of whoever runs the installation. */
import { AppError } from "../errors.ts";
import * as organizations from "../repositories/organizations.ts";
import * as roles from "../repositories/roles.ts";
import { requireEmail } from "../services/account/authentication/email.ts";
import { grantRole } from "../services/account/members/grant.ts";
import { withoutNulls } from "../services/account/organizations/authority.ts";
import { type Action, type Actions, type Answer, runAction } from "./actions.ts";
import { type Call, CommandError } from "./command.ts";
import { table } from "./table.ts";

const USAGE = 2;

/** Who did it, in the log of security events: no account stands behind it. */
const TERMINAL = { requestId: null, ip: null, userAgent: "scaffold roles" };

/** An organization can make no more roles than anybody would read. */
const MANY = 10_000;

const actions: Actions = { list, grant };

export const run = async (call: Call): Promise<number> => await runAction("roles", actions, call);

/** The built-in roles, or all that an organization can give. */
async function list({ db, words: [slug] }: Action): Promise<Answer> {
  const organizationId = slug === undefined ? NOWHERE : await organizationOf(db, slug);
  const rows = await roles.fetchRoles(db, { organizationId, limit: MANY });
  const found = rows.map((row) => ({ ...row, permissions: withoutNulls(row.permissions) }));
  const lines = found.map(({ name, built_in, member_count, permissions }) => ({
    role: name,
    kind: built_in ? "built in" : "its own",
    ...(slug !== undefined && { members: member_count }),
    permissions: permissions.join(" "),
  }));
  return { json: found, text: table(lines, "No roles.") };
}

/** Of no organization: what is left are the built-in roles. */
const NOWHERE = "00000000-0000-0000-0000-000000000000";

async function organizationOf(db: Action["db"], slug: string): Promise<string> {
  const organization = await organizations.fetchOrganizationBySlug(db, { slug });
  if (organization === null) throw new AppError("organization_not_found");
  return organization.id;
}

async function grant({ db, words: [email, organization, role] }: Action): Promise<Answer> {
  if (email === undefined || organization === undefined || role === undefined) {
    throw new CommandError("whom, where, and which role?", {
      hint: "scaffold roles grant <email> <organization> <role>",
      exitCode: USAGE,
    });
  }
  const granted = await grantRole(db, TERMINAL, { email: requireEmail(email), organization, role });
  const before = granted.from === null ? "was no member" : `was ${granted.from}`;
  return {
    json: granted,
    text: `${granted.email} is ${granted.role} of ${granted.organization} (${before})`,
  };
}
