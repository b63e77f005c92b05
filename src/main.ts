#!/usr/bin/env bun
/** The one binary: a table of commands. Each is imported when it is called, so that none pays for the others. */
import manifest from "../package.json" with { type: "json" };
import { runCli } from "./commands/cli.ts";
import type { Command } from "./commands/command.ts";

const json = ["--json", "for machines: JSON on standard output"] as const;

const commands: readonly Command[] = [
  {
    usage: "dev",
    summary: "Everything for development: database, migrations, repositories, API; reloads on save",
    readsConfig: true,
    load: () => import("./commands/dev.ts"),
  },
  {
    usage: "serve",
    summary: "Run the API",
    readsConfig: true,
    examples: ["scaffold serve --port 8080"],
    load: () => import("./commands/serve.ts"),
  },
  {
    usage: "health",
    summary: "Is the process on this machine ready? Exit code 0 if so",
    readsConfig: true,
    load: () => import("./commands/health.ts"),
  },
  {
    usage: "work",
    summary: "Run background jobs; as many of these as there is work for",
    readsConfig: true,
    examples: ["scaffold work", "scaffold work --jobs-queues default:20,mail:5"],
    load: () => import("./commands/work.ts"),
  },
  {
    usage: "jobs <action> [argument] [payload]",
    summary:
      "Background jobs: list [which], show <id>, dead, retry <id|all>, cancel <id>, run <name> [payload], prune, queues, pause|resume <queue>, schedules",
    options: [
      ["--queue <name>", "list, dead, retry all: of this queue"],
      ["--name <name>", "list, dead, retry all: of this name"],
      ["--limit <n>", "list, dead: no more than these (50)"],
      ["--wait", "run: until it is over; fails when the job does"],
      json,
    ],
    readsConfig: true,
    examples: [
      "scaffold jobs list dead --queue mail",
      "scaffold jobs retry all --name mail.send",
      `scaffold jobs run demo.count '{"to":20}' --wait`,
    ],
    load: () => import("./commands/jobs.ts"),
  },
  {
    usage: "users <action> [email] [value]",
    summary: "Accounts: list [search], show, create, suspend, reinstate <email>, operator <email> [on|off]",
    options: [
      ["--limit <number>", "list: how many; 50 by default"],
      ["--password-stdin", "create: the password comes on standard input"],
      json,
    ],
    readsConfig: true,
    examples: [
      `scaffold users create ada@example.com "Ada Lovelace"`,
      "scaffold users operator ada@example.com on",
      "scaffold users suspend mallory@example.com",
    ],
    load: () => import("./commands/users.ts"),
  },
  {
    usage: "sessions <action> [argument]",
    summary: "Who is signed in where: list <email>, revoke <id>, why <id> says which change flagged it",
    options: [json],
    readsConfig: true,
    examples: ["scaffold sessions list ada@example.com"],
    load: () => import("./commands/sessions.ts"),
  },
  {
    usage: "roles <action> [email] [organization] [role]",
    summary: "Who may do what: list [organization], grant <email> <organization> <role>",
    options: [json],
    readsConfig: true,
    examples: ["scaffold roles list acme", "scaffold roles grant ada@example.com acme admin"],
    load: () => import("./commands/roles.ts"),
  },
  {
    usage: "errors <action> [id]",
    summary: "What went wrong through our fault: list, show <id>, resolve <id>",
    options: [
      ["--all", "list: those that are resolved too"],
      ["--limit <number>", "list: how many; 50 by default"],
      json,
    ],
    readsConfig: true,
    examples: ["scaffold errors list", "scaffold errors show 3f9c1a2b4d5e --json"],
    load: () => import("./commands/errors.ts"),
  },
  {
    usage: "migrate <action> [argument]",
    summary:
      "The schema's history: up [n], down [n], redo, status, create <name>, check (can two releases live on it?)",
    options: [
      ["--dry-run", "say what would be done, and do nothing"],
      ["--ts", "create: a TypeScript file, for what cannot run in a transaction"],
      ["--against <ref>", "check: the release before, as a git ref"],
      json,
    ],
    readsConfig: true,
    examples: [
      "scaffold migrate create add-invoices",
      "scaffold migrate up",
      "scaffold migrate down 1 --dry-run",
      "scaffold migrate check --against v1.2.0",
    ],
    load: () => import("./commands/migrate.ts"),
  },
  {
    usage: "sql <action> [argument]",
    summary:
      "The repositories: generate, check, watch, list, show <title>, explain <title>, new <title>, top",
    options: [
      ["--repository <name>", "new: the folder in sql/ that the query belongs to"],
      ["--by <order>", "top: total (the default), mean or calls"],
      ["--limit <number>", "top: how many; 20 by default"],
      ["--metrics <url>", "top: the /metrics of a running process, for p95 and the last trace"],
      json,
    ],
    readsConfig: true,
    examples: [
      "scaffold sql generate",
      "scaffold sql show FetchUserByEmail",
      "scaffold sql new FetchInvoiceById --repository invoices",
      "scaffold sql top --by mean",
      "scaffold sql top --metrics http://127.0.0.1:3000/metrics",
    ],
    load: () => import("./commands/sql.ts"),
  },
  {
    usage: "backup <action> [id]",
    summary:
      "Backups of the database: create, list, restore <id|latest>, drill [id] (restores it elsewhere and proves it), keygen",
    options: [
      ["--overwrite", "restore: what is in the database now may go"],
      ["--no-privileges", "restore: without who may do what, when the roles are not there"],
      json,
    ],
    readsConfig: true,
    examples: [
      "scaffold backup create",
      "scaffold backup drill",
      "scaffold backup restore latest --database-url postgres://owner@127.0.0.1/scaffold_restored",
    ],
    load: () => import("./commands/backup.ts"),
  },
  {
    usage: "doctor",
    summary: "What is missing or wrong on this machine or server, and what to do about it",
    options: [json],
    readsConfig: true,
    examples: ["scaffold doctor", "docker compose run --rm --no-deps api doctor"],
    load: () => import("./commands/doctor.ts"),
  },
  {
    usage: "routes",
    summary: "Every route of the API, and who may call it",
    options: [json],
    readsConfig: true,
    load: () => import("./commands/routes.ts"),
  },
  {
    usage: "config [action]",
    summary: "The effective configuration, secrets masked; docs: write .env.example and the README's table",
    options: [json],
    readsConfig: true,
    load: () => import("./commands/config.ts"),
  },
];

const code = await runCli({
  name: "scaffold",
  version: manifest.version,
  commands,
  argv: process.argv,
  env: process.env,
});

// `bun --watch` would wait for the next change instead of ending; what was printed is written by now.
process.exit(code);
