/** The database: is it there, does it fit, is it at head, may we do what we must, and no more? */
import { existsSync } from "node:fs";
import { type MigrationStatus, migrationStatus } from "../../database/migrations/index.ts";
import { connect, type Wire } from "../../sqlgen/wire.ts";
import { type Check, ok, warning, wrong } from "./check.ts";

interface Facts {
  /** Milliseconds since the epoch, by the server's clock. */
  readonly time: number;
  readonly version: string;
  readonly major: number;
  readonly user: string;
  readonly superuser: boolean;
  readonly creates: boolean;
  readonly statistics: boolean;
  /** Tables that we may not read or write as the application does, some of them. */
  readonly lacking: readonly string[];
}

const FACTS = `SELECT json_build_object(
  'time', extract(epoch FROM clock_timestamp()) * 1000,
  'version', current_setting('server_version'),
  'major', current_setting('server_version_num')::int / 10000,
  'user', current_user,
  'superuser', (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
  'creates', has_schema_privilege('public', 'CREATE'),
  'statistics', EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_stat_statements'),
  'lacking', (
    SELECT coalesce(json_agg(relname), '[]')
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND NOT (
        has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
        AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE')
      )
  )
)`;

/** What the project is made for. */
const MAJOR = 18;
const MIGRATIONS = "migrations";

export async function databaseChecks(url: string, production: boolean): Promise<Check[]> {
  const wire = await connect(url);
  try {
    const before = Date.now();
    const facts = await wire.json<Facts>(FACTS);
    const halfway = (before + Date.now()) / 2;
    return [
      versionCheck(facts),
      clockCheck((facts.time - halfway) / 1000),
      ...(await migrationChecks(url, production)),
      ...(production
        ? [statisticsCheck(facts), ...privilegeChecks(facts), ...(await seededChecks(wire))]
        : []),
    ];
  } finally {
    wire.close();
  }
}

const LAG = `SELECT json_build_object(
  'replica', pg_is_in_recovery(),
  'seconds', coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0)
)`;

export async function replicaChecks(url: string): Promise<Check[]> {
  const wire = await connect(url);
  try {
    const { replica, seconds } = await wire.json<{ replica: boolean; seconds: number }>(LAG);
    if (replica) return [ok("replica", `last heard of a change ${seconds.toFixed(0)} s ago`)];
    return [
      warning(
        "replica",
        "DATABASE_REPLICA_URL names a server that is no replica",
        "Is it the primary? Leave the variable out then.",
      ),
    ];
  } finally {
    wire.close();
  }
}

function versionCheck({ version, major }: Facts): Check {
  if (major >= MAJOR) return ok("database", `Postgres ${version}`);
  return wrong(
    "database",
    `this is Postgres ${version}, and the project needs ${MAJOR}`,
    `Upgrade it: pg_upgrade, or a backup restored into a Postgres ${MAJOR}.`,
  );
}

const NOTICEABLE_S = 2;
const HARMFUL_S = 30;

function clockCheck(seconds: number): Check {
  const apart = Math.abs(seconds);
  if (apart < NOTICEABLE_S) return ok("clock", "this machine and the database agree");
  const message = `the database is ${apart.toFixed(0)} s ${seconds > 0 ? "ahead of" : "behind"} this machine: what expires does so at the wrong time`;
  const fix = "Let both follow NTP: `timedatectl set-ntp true`.";
  return apart > HARMFUL_S ? wrong("clock", message, fix) : warning("clock", message, fix);
}

async function migrationChecks(url: string, production: boolean): Promise<Check[]> {
  if (!existsSync(MIGRATIONS))
    return [
      warning(
        "migrations",
        `there is no folder ${MIGRATIONS}/ here`,
        "Run it in the project's folder, or in the image's.",
      ),
    ];
  const status = await migrationStatus({ url, directory: MIGRATIONS });
  const problems = status.problems.map(({ message, hint, blocks }) =>
    blocks ? wrong("migrations", message, hint) : warning("migrations", message, hint),
  );
  return [...problems, ...pendingCheck(status, production)];
}

function pendingCheck({ applied, pending, problems }: MigrationStatus, production: boolean): Check[] {
  const [next] = pending;
  if (next === undefined) return problems.length > 0 ? [] : [ok("migrations", `${applied.length}, at head`)];
  const message = `${pending.length} not applied, the first: ${next.name}`;
  return [(production ? wrong : warning)("migrations", message, "`scaffold migrate up`")];
}

function statisticsCheck({ statistics }: Facts): Check {
  if (statistics) return ok("pg_stat_statements", "queries are counted by title");
  return warning(
    "pg_stat_statements",
    "is not there: `scaffold sql top` has nothing to show",
    "shared_preload_libraries = 'pg_stat_statements', restart, then CREATE EXTENSION pg_stat_statements.",
  );
}

function privilegeChecks({ user, superuser, creates, lacking }: Facts): Check[] {
  const fix = "A role that may only read and write rows: infra/postgres/initdb/10-roles.sh makes it.";
  if (superuser)
    return [wrong("privileges", `${user} is a superuser: whoever gets in has the whole server`, fix)];
  const checks: Check[] = [];
  if (creates)
    checks.push(warning("privileges", `${user} may change the schema, which only migrations need`, fix));
  if (lacking.length > 0) {
    const message = `${user} may not read and write ${lacking.slice(0, 3).join(", ")}${lacking.length > 3 ? " …" : ""}`;
    checks.push(
      wrong(
        "privileges",
        message,
        `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${user};`,
      ),
    );
  }
  return checks.length > 0 ? checks : [ok("privileges", `${user} may read and write rows, and no more`)];
}

/** Those that `scaffold dev` makes; their password is in its source. */
const SEEDED = `SELECT json_agg(email) FROM users
  WHERE email IN ('owner@example.test', 'admin@example.test', 'member@example.test')
    AND deleted_at IS NULL AND status = 'active'`;

async function seededChecks(wire: Wire): Promise<Check[]> {
  // Without the table, the migrations' check has said it.
  const seeded = await wire.json<string[] | null>(SEEDED).catch(() => null);
  const [first] = seeded ?? [];
  if (first === undefined) return [];
  return [
    wrong(
      "accounts",
      `${seeded?.join(", ")}: whose password everybody can read in the source`,
      `\`scaffold users suspend ${first}\``,
    ),
  ];
}
