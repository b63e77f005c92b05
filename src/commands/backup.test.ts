/**
 * Backups, made and restored with Postgres' own programs. The first backup and the drills take them from the image, as
 * most machines do; all else finds them on the PATH, where scripts lead into one container: that is faster.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQL } from "bun";
import { backup as expectedMetrics } from "../../infra/observability/metrics.ts";
import { generateKeyPair, type Manifest } from "../backup/index.ts";
import { migrateDown } from "../database/migrations/index.ts";
import { testDatabase } from "../testing/database.ts";
import { findDocker } from "../testing/docker.ts";
import { createUser } from "../testing/factories.ts";
import { SETUP_TIMEOUT_MS } from "../testing/patience.ts";
import { startS3 } from "../testing/s3.ts";
import { createTestDatabase, dropTestDatabase } from "../testing/template.ts";
import { run } from "./backup.ts";

const docker = await findDocker(process.env);
if (docker === undefined) {
  if (process.env.REQUIRE_CONTAINERS === "1")
    throw new Error("REQUIRE_CONTAINERS=1, and no Docker engine answers");
  console.warn("\nSKIPPED backups: no Docker engine answers");
}

const database = testDatabase();
const keys = await generateKeyPair();
const folders: string[] = [];
const databases: string[] = [];
let home = "";
let local = { path: "", stop: async () => {} };
let made: { backup: Manifest; removed: string[] };

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "scaffold-backup-"));
  folders.push(path);
  return path;
};

/** An empty database, or one like everybody's. */
async function another(migrated = false): Promise<string> {
  const url = await createTestDatabase({ migrated });
  databases.push(url);
  return url;
}

/** A folder with Postgres' programs, of the server's version; and what ends the container that they run in. */
async function programs(): Promise<{ path: string; stop: () => Promise<void> }> {
  const path = folder();
  const words = [
    "run",
    "--detach",
    "--rm",
    "--network",
    "host",
    "--entrypoint",
    "sleep",
    "postgres:18",
    "600",
  ];
  const started = Bun.spawn(["docker", ...words], { stdout: "pipe" });
  const container = (await started.stdout.text()).trim();
  for (const name of ["pg_dump", "pg_restore", "psql"]) {
    const script = `#!/bin/sh\nexec docker exec --interactive --env PGPASSWORD ${container} ${name} "$@"\n`;
    writeFileSync(join(path, name), script, { mode: 0o755 });
  }
  const stop = async () =>
    void (await Bun.spawn(["docker", "rm", "--force", container], { stdout: "ignore" }).exited);
  return { path, stop };
}

const read = async (url: string, query: string) => {
  const sql = new SQL({ url, max: 1 });
  try {
    return [...(await sql.unsafe(query).values())].flat();
  } finally {
    await sql.close();
  }
};

const createUserIn = async (url: string, email: string) =>
  await read(url, `INSERT INTO users (email, name) VALUES ('${email}', 'Somebody')`);

interface Outcome {
  readonly code: number;
  readonly out: string;
  /** What was said on the way, and the error at the end. */
  readonly err: string;
}

/** `scaffold backup …`, encrypting into `home`. */
async function backup(
  words: string,
  env: Record<string, string> = {},
  options: Record<string, unknown> = {},
  onProgress = (_: string) => {},
): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const { log, error } = console;
  console.log = (text: string) => void out.push(text);
  console.error = (text: string) => {
    err.push(text);
    onProgress(text);
  };
  const base = {
    NODE_ENV: "test",
    PATH: `${local.path}:${process.env.PATH}`,
    HOME: process.env.HOME,
    DOCKER_HOST: docker?.host,
  };
  const config = { DATABASE_URL: database.url, BACKUP_URL: home, BACKUP_RECIPIENT: keys.recipient, ...env };
  const call = { args: words.split(" "), options, env: { ...base, ...config } };
  try {
    return { code: await run(call), out: out.join("\n"), err: err.join("\n") };
  } catch (failure) {
    const { message, hint = "", exitCode = 1 } = failure as Error & { hint?: string; exitCode?: number };
    return { code: exitCode, out: out.join("\n"), err: [...err, message, hint].join("\n") };
  } finally {
    console.log = log;
    console.error = error;
  }
}

/** A server of its own, and programs in containers of their own. */
const DRILL_TIMEOUT_MS = 2 * SETUP_TIMEOUT_MS;

const FROM_IMAGE = { PATH: process.env.PATH ?? "" };
const WITH_KEY = { BACKUP_IDENTITY: keys.identity };

describe.skipIf(docker === undefined)("backup", () => {
  // One release behind, with a server's impatience, and written to while it is dumped.
  beforeAll(async () => {
    home = folder();
    local = await programs();
    await migrateDown({ url: database.url, directory: "migrations" });
    await createUser(database.db, { email: "before@example.test" });
    await database.sql.unsafe(
      `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET idle_in_transaction_session_timeout = '50ms'`,
    );
    const writing: Promise<unknown>[] = [];
    const write = (line: string) => {
      if (line.startsWith("Dumping")) writing.push(createUser(database.db, { email: "during@example.test" }));
    };
    const { out, err } = await backup(
      "create",
      { ...FROM_IMAGE, BACKUP_METRICS_DIRECTORY: join(home, "metrics") },
      { json: true },
      write,
    );
    await Promise.all(writing);
    expect([out, writing.length, err]).toEqual([expect.stringContaining("{"), 1, expect.any(String)]);
    made = JSON.parse(out);
  }, SETUP_TIMEOUT_MS);

  afterAll(async () => {
    await local.stop();
    for (const url of databases) await dropTestDatabase(url);
    for (const path of folders) rmSync(path, { recursive: true, force: true });
  });

  test("create keeps an encrypted dump, and beside it what it holds, of one moment", async () => {
    const { id, file, encrypted, contents, bytes, sha256 } = made.backup;
    expect([file, encrypted]).toEqual([`${id}.dump.age`, true]);
    expect(contents.tables["public.users"]?.rows).toBe("1");
    const dump = readFileSync(join(home, file));
    expect([dump.length, createHash("sha256").update(dump).digest("hex")]).toEqual([bytes, sha256]);
    expect(dump.toString("latin1")).toStartWith("age-encryption.org/v1");
  });

  test("list shows them; what was never finished does not count, and is said", async () => {
    const store = folder();
    cpSync(home, store, { recursive: true });
    writeFileSync(join(store, "20200101T000000Z.dump"), "half");
    const { out, code } = await backup("list", { BACKUP_URL: store });
    expect(out).toContain(made.backup.id);
    expect(out).toContain("20200101T000000Z.dump has no manifest: it is not finished");
    expect(code).toBe(0);
  });

  test(
    "drill restores it elsewhere, compares, migrates, asks every Fetch query, and leaves the metrics that alerts look at",
    async () => {
      const directory = join(home, "metrics");
      const { out, code, err } = await backup(
        "drill",
        { ...WITH_KEY, ...FROM_IMAGE, BACKUP_METRICS_DIRECTORY: directory },
        { json: true },
      );
      expect([code, err]).toEqual([0, expect.any(String)]);
      const report = JSON.parse(out);
      expect(report).toMatchObject({
        backup: made.backup.id,
        migrationsApplied: [expect.stringMatching(/^\d{17}_/)],
      });
      expect(report.queriesRun).toBeGreaterThan(50);
      const text = readdirSync(directory).map((name) => readFileSync(join(directory, name), "utf8"));
      const names = [...text.join("").matchAll(/^(\w+) [\d.]+$/gm)].map(([, name]) => name);
      expect(names.sort()).toEqual([...expectedMetrics].sort());
    },
    DRILL_TIMEOUT_MS,
  );

  test(
    "drill names the queries that fail on what was restored",
    async () => {
      const url = await another(true);
      await read(url, "ALTER TABLE sessions RENAME COLUMN created_at TO made_at");
      const store = { DATABASE_URL: url, BACKUP_URL: folder(), BACKUP_RECIPIENT: "" };
      await backup("create", store);
      const { code, err } = await backup("drill", store);
      expect(code).toBe(1);
      expect(err).toContain("queries fail on what was restored:\nFetchSession");
      expect(err).toContain('column "created_at" does not exist');
    },
    DRILL_TIMEOUT_MS,
  );

  describe("what is damaged is not restored, and said", () => {
    /** The store, after something has happened to it. */
    const damaged = (damage: (dump: string, manifest: string) => void): Record<string, string> => {
      const store = folder();
      cpSync(home, store, { recursive: true });
      damage(join(store, made.backup.file), join(store, `${made.backup.id}.json`));
      return { ...WITH_KEY, BACKUP_URL: store };
    };

    const CASES: readonly (readonly [string, (dump: string, manifest: string) => void, RegExp])[] = [
      ["a changed byte", (dump) => flip(dump), /\.dump\.age is damaged: its SHA-256 is \w+, not \w+/],
      [
        "a truncated file",
        (dump) => truncateSync(dump, 500),
        /\.dump\.age is damaged: it has 500 bytes, not \d+/,
      ],
      ["a missing file", (dump) => rmSync(dump), /\.dump\.age is missing, and its manifest is there/],
      ["a missing manifest", (_, manifest) => rmSync(manifest), /has no manifest: it was never finished/],
      [
        "a damaged manifest",
        (_, manifest) => writeFileSync(manifest, '{"id":1}'),
        /\.json is damaged: it is no manifest/,
      ],
    ];

    test.each(CASES)("%s", async (_, damage, message) => {
      const store = damaged(damage);
      const { err, code } = await backup(`restore ${made.backup.id}`, {
        ...store,
        DATABASE_URL: await another(),
      });
      expect(err).toMatch(message);
      expect(code).toBe(1);
    });

    test("a damaged manifest does not hide the others from list, which exits with 1", async () => {
      const store = damaged((_, manifest) => writeFileSync(manifest.replace(/\d{4}T/, "0101T"), "{}"));
      const { out, code } = await backup("list", store);
      expect(out).toContain(made.backup.id);
      expect(out).toContain("is damaged: it is no manifest");
      expect(code).toBe(1);
    });

    test("the wrong key, a mistyped one, and none", async () => {
      const into = { DATABASE_URL: await another() };
      const other = await generateKeyPair();
      const wrong = await backup("restore latest", { ...into, BACKUP_IDENTITY: other.identity });
      expect(wrong.err).toContain("the backup cannot be decrypted\nIs BACKUP_IDENTITY the private key");
      const mistyped = await backup("restore latest", {
        ...into,
        BACKUP_IDENTITY: `${keys.identity.slice(0, -1)}Q`,
      });
      expect(mistyped.err).toContain("BACKUP_IDENTITY is no age private key");
      const none = await backup("restore latest", into);
      expect(none.err).toContain(".dump.age is encrypted\nSet BACKUP_IDENTITY");
      expect([wrong.code, mistyped.code, none.code]).toEqual([1, 1, 1]);
    });

    test("rows that are not those of the manifest", async () => {
      const store = damaged((_, manifest) => {
        writeFileSync(
          manifest,
          readFileSync(manifest, "utf8").replace(/("public\.users": \{\s*"rows": )"1"/, '$1"2"'),
        );
      });
      const { err } = await backup("restore latest", { ...store, DATABASE_URL: await another() });
      expect(err).toContain("what was restored is not what was backed up:\npublic.users has 1 rows, not 2");
    });
  });

  describe("restore", () => {
    test("into an empty database brings every row back, and refuses one that holds anything", async () => {
      const url = await another();
      expect(await backup("restore latest", { ...WITH_KEY, DATABASE_URL: url })).toMatchObject({ code: 0 });
      expect(await read(url, "SELECT email FROM users")).toEqual(["before@example.test"]);
      const again = await backup("restore latest", { ...WITH_KEY, DATABASE_URL: url });
      expect(again.code).toBe(1);
      expect(again.err).toContain("is not empty: it has audit_events");
      expect(again.err).toContain("--overwrite");
    });

    test("with --overwrite replaces what is there; when it fails, all is as it was", async () => {
      const url = await another(true);
      await read(
        url,
        "CREATE TABLE mine (id int); CREATE SCHEMA more; CREATE TABLE more.yours AS SELECT 1 AS id",
      );
      const broken = folder();
      const unencrypted = { BACKUP_URL: broken, BACKUP_RECIPIENT: "", DATABASE_URL: url };
      const { backup: manifest } = JSON.parse((await backup("create", unencrypted, { json: true })).out);
      cutOff(broken, manifest);
      const failed = await backup("restore latest", unencrypted, { overwrite: true });
      expect(failed.err).toContain("pg_restore failed");
      expect(await read(url, "SELECT count(*)::int FROM more.yours")).toEqual([1]);
      const restored = await backup(
        "restore latest",
        { ...WITH_KEY, DATABASE_URL: url },
        { overwrite: true },
      );
      expect(restored).toMatchObject({ code: 0 });
      expect(
        await read(
          url,
          "SELECT email, to_regclass('mine')::text, to_regclass('more.yours')::text FROM users",
        ),
      ).toEqual(["before@example.test", null, null]);
    });

    test("that is killed half way leaves all as it was: what psql has got by then is not committed", async () => {
      const url = await another(true);
      await createUserIn(url, "mine@example.test");
      const half = folder();
      cpSync(local.path, half, { recursive: true });
      const script = `#!/bin/sh\n${join(local.path, "pg_restore")} "$@" | head -c 20000; sleep 20; exit 1\n`;
      writeFileSync(join(half, "pg_restore"), script, { mode: 0o755 });
      const child = Bun.spawn(
        [process.execPath, "src/main.ts", "backup", "restore", "latest", "--overwrite"],
        {
          env: {
            ...process.env,
            ...WITH_KEY,
            PATH: `${half}:${process.env.PATH}`,
            DATABASE_URL: url,
            BACKUP_URL: home,
          },
          stderr: "ignore",
        },
      );
      const waiting = `SELECT count(*)::int FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'psql' AND state = 'idle in transaction'`;
      while ((await read(url, waiting))[0] === 0) await Bun.sleep(20);
      child.kill("SIGKILL");
      await child.exited;
      while ((await read(url, waiting))[0] !== 0) await Bun.sleep(20);
      expect(await read(url, "SELECT email FROM users")).toEqual(["mine@example.test"]);
    });

    test("brings back who may do what, and says what to do when the roles are not there", async () => {
      const role = `reader_${crypto.randomUUID().slice(0, 8)}`;
      const url = await another(true);
      const store = { DATABASE_URL: url, BACKUP_URL: folder(), BACKUP_RECIPIENT: "" };
      await read(url, `CREATE ROLE ${role}; GRANT SELECT ON users TO ${role}`);
      await backup("create", store);
      const granted = await another();
      await backup("restore latest", { ...store, DATABASE_URL: granted });
      expect(await read(granted, `SELECT has_table_privilege('${role}', 'users', 'SELECT')`)).toEqual([true]);
      for (const each of [url, granted]) await read(each, `DROP OWNED BY ${role}`);
      await read(url, `DROP ROLE ${role}`);
      const without = await another();
      const refused = await backup("restore latest", { ...store, DATABASE_URL: without });
      expect(refused.err).toMatch(/role "reader_\w+" does not exist[\s\S]*--no-privileges/);
      const bare = await backup("restore latest", { ...store, DATABASE_URL: without }, { privileges: false });
      expect(bare).toMatchObject({ code: 0 });
    });
  });

  test("retention keeps the newest of each day, week and month, and removes what was abandoned", async () => {
    const store = folder();
    for (const day of ["20200101", "20200131", "20200201", "20200302", "20200303"])
      fake(store, `${day}T020000Z`);
    fake(store, "20200303T010000Z");
    writeFileSync(join(store, "20200102T000000Z.dump"), "half");
    writeFileSync(join(store, "20200105T000000Z.dump.age.unfinished"), "less");
    const keep = { BACKUP_KEEP_DAYS: "2", BACKUP_KEEP_WEEKS: "0", BACKUP_KEEP_MONTHS: "3" };
    const { out } = await backup(
      "create",
      { BACKUP_URL: store, BACKUP_RECIPIENT: "", ...keep },
      { json: true },
    );
    const { removed, backup: newest } = JSON.parse(out);
    expect(removed.sort()).toEqual([
      "20200101T020000Z.dump",
      "20200102T000000Z.dump",
      "20200105T000000Z.dump.age.unfinished",
      "20200131T020000Z.dump",
      "20200302T020000Z.dump",
      "20200303T010000Z.dump",
    ]);
    const kept = readdirSync(store).filter((name) => name.endsWith(".json"));
    expect(kept.sort()).toEqual(["20200201T020000Z.json", "20200303T020000Z.json", `${newest.id}.json`]);
  });

  test("one that is killed while it dumps is none", async () => {
    const store = folder();
    const child = Bun.spawn([process.execPath, "src/main.ts", "backup", "create"], {
      env: {
        ...process.env,
        PATH: `${local.path}:${process.env.PATH}`,
        DATABASE_URL: database.url,
        BACKUP_URL: store,
      },
      stderr: "pipe",
    });
    for await (const line of child.stderr) if (new TextDecoder().decode(line).includes("Dumping")) break;
    child.kill("SIGKILL");
    await child.exited;
    expect((await backup("list", { BACKUP_URL: store })).out).toStartWith(`There is no backup in ${store}.`);
    expect((await backup("drill", { BACKUP_URL: store })).err).toContain("there is no backup in");
  });

  describe("in a bucket", () => {
    const credentials = { accessKeyId: "scaffold", secretAccessKey: "a secret" };
    const s3 = startS3(credentials);
    afterAll(() => s3.stop());
    const bucket = {
      BACKUP_URL: "s3://backups/staging",
      BACKUP_RECIPIENT: keys.recipient,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: "eu-central-1",
      AWS_ENDPOINT_URL: s3.url,
    };

    test("the same: made, listed over several pages, restored", async () => {
      for (const name of ["a", "b", "c", "d"]) s3.objects.set(`backups/staging/${name}`, new Uint8Array());
      const { out } = await backup("create", bucket, { json: true });
      const { backup: manifest } = JSON.parse(out) as typeof made;
      expect([...s3.objects.keys()]).toContain(`backups/staging/${manifest.file}`);
      expect((await backup("list", bucket)).out).toContain(manifest.id);
      const restored = await backup("restore latest", {
        ...bucket,
        ...WITH_KEY,
        DATABASE_URL: await another(),
      });
      expect(restored).toMatchObject({ code: 0 });
    });

    test("a wrong secret is refused, and says which variables to look at", async () => {
      const { err, code } = await backup("list", { ...bucket, AWS_SECRET_ACCESS_KEY: "another" });
      expect(err).toContain("the bucket cannot be used: SignatureDoesNotMatch");
      expect(err).toContain("AWS_SECRET_ACCESS_KEY");
      expect(code).toBe(1);
    });

    test("a dump that fails leaves nothing behind", async () => {
      s3.objects.clear();
      const role = `nobody_${crypto.randomUUID().slice(0, 8)}`;
      await database.sql.unsafe(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
      const url = Object.assign(new URL(database.url), { username: role, password: "secret" }).href;
      const { err, code } = await backup("create", { ...bucket, DATABASE_URL: url });
      await database.sql.unsafe(`DROP ROLE ${role}`);
      expect(err).toContain("pg_dump failed (exit code 1)");
      expect(err).toContain("permission denied");
      expect([code, s3.objects.size, s3.uploads.size]).toEqual([1, 0, 0]);
    });
  });
});

test.each([
  ["mend", {}, 2, "there is no `backup mend`"],
  ["restor latest", {}, 2, "Did you mean `scaffold backup restore`?"],
  ["restore", {}, 2, "scaffold backup restore <id|latest>"],
  ["list", { BACKUP_URL: "https://example.test/backups" }, 1, "expected a folder, or s3://bucket/prefix"],
  ["drill", { BACKUP_URL: join(tmpdir(), "no-such-folder") }, 1, "there is no backup in"],
])("`backup %s` with %p: exit %p, %s", async (words, env, exitCode, message) => {
  const { code, err } = await backup(words, { BACKUP_URL: tmpdir(), ...env });
  expect(err).toContain(message);
  expect(code).toBe(exitCode);
});

test("keygen makes a pair of keys as .env has them", async () => {
  const { out } = await backup("keygen");
  expect(out).toMatch(/^BACKUP_RECIPIENT=age1\w+$/m);
  expect(out).toMatch(/^BACKUP_IDENTITY=AGE-SECRET-KEY-1\w+$/m);
});

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 100] = (bytes.at(-100) ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

/** As if it had been written so: the checksum fits, the end is missing. */
function cutOff(store: string, manifest: Manifest): void {
  const dump = join(store, manifest.file);
  truncateSync(dump, manifest.bytes - 2000);
  const sha256 = createHash("sha256").update(readFileSync(dump)).digest("hex");
  const changed = { ...manifest, sha256, bytes: manifest.bytes - 2000 };
  writeFileSync(join(store, `${manifest.id}.json`), JSON.stringify(changed));
}

/** A backup of that time, as far as retention looks. */
function fake(store: string, id: string): void {
  const [, year, month, day, hour] = /(\d{4})(\d\d)(\d\d)T(\d\d)/.exec(id) ?? [];
  const manifest = {
    ...made.backup,
    id,
    file: `${id}.dump`,
    createdAt: `${year}-${month}-${day}T${hour}:00:00.000Z`,
  };
  writeFileSync(join(store, `${id}.json`), JSON.stringify(manifest));
  writeFileSync(join(store, `${id}.dump`), "");
}
