/** Everything that is checked on every runtime, by subject: the rows of the README's table. */
import type { Checks } from "./check.ts";
import { accounts } from "./checks/accounts.ts";
import { errors } from "./checks/errors.ts";
import { pages } from "./checks/pages.ts";
import { permissions } from "./checks/permissions.ts";
import { sessions } from "./checks/sessions.ts";
import { stopping } from "./checks/stopping.ts";
import { telemetry } from "./checks/telemetry.ts";
import { transactions } from "./checks/transactions.ts";
import { wire } from "./checks/wire.ts";

export const checks: Readonly<Record<string, Checks>> = {
  accounts,
  sessions,
  permissions,
  transactions,
  errors,
  "on the wire": wire,
  pages,
  telemetry,
  stopping,
};
