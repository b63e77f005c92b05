/** `scaffold doctor` on servers and machines with faults that are made on purpose. */
import { afterAll, afterEach, beforeAll, describe, expect, setSystemTime, test } from "bun:test";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { migrateDown } from "../database/migrations/index.ts";
import { testProject } from "../sqlgen/fixtures/project.ts";
import { testDatabase } from "../testing/database.ts";
import { createUser } from "../testing/factories.ts";
import { freePort } from "../testing/port.ts";
import { hasRedis, type RedisProcess, startRedis } from "../testing/redis.ts";
import { createTestDatabase, dropTestDatabase } from "../testing/template.ts";
import type { Check } from "./doctor/check.ts";
import { run } from "./doctor.ts";

const database = testDatabase();

interface Diagnosis {
  readonly code: number;
  readonly checks: readonly Check[];
}

const finding = ({ checks }: Diagnosis, name: string) => checks.find((check) => check.name === name);
const troubles = ({ checks }: Diagnosis) => checks.filter(({ state }) => state !== "ok");

describe("in production", () => {
  const role = `doctor_${crypto.randomUUID().slice(0, 8)}`;
  const store = mkdtempSync(join(tmpdir(), "scaffold-doctor-"));
  let mail: SMTPServer;
  let well: Record<string, string> = {};
  let answer = 200;
  const collector = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => new Response("{}", { status: answer }),
  });

  beforeAll(async () => {
    mail = new SMTPServer({
      hideSTARTTLS: true,
      allowInsecureAuth: true,
      authOptional: true,
      onAuth: (_, __, done) => done(new Error("5.7.8 no")),
    });
    mail.listen(0, "127.0.0.1");
    await once(mail.server, "listening");
    await database.sql.unsafe(`
      CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
      CREATE ROLE ${role} LOGIN PASSWORD 'a long enough secret';
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`);
    keepBackup(new Date());
    well = {
      DATABASE_URL: as(role, "a long enough secret"),
      APP_URL: "https://app.example.com",
      RELEASE: "v1",
      SMTP_URL: `smtp://127.0.0.1:${(mail.server.address() as AddressInfo).port}`,
      MAIL_FROM: "Example <hello@example.com>",
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url.href,
      TRUSTED_PROXIES: "10.0.0.0/8",
      BACKUP_URL: store,
      BACKUP_RECIPIENT: "age1hnksxwamgy42h8q35x4xs53xafkz5wcl2hzfpzfsg5jn2acvy9ksry7vxg",
    };
  });

  afterEach(() => {
    answer = 200;
    setSystemTime();
  });

  afterAll(async () => {
    await collector.stop(true);
    await new Promise<void>((resolve) => mail.close(() => resolve()));
    rmSync(store, { recursive: true, force: true });
    await database.sql.unsafe(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });

  /** The test's database, as somebody. */
  const as = (username: string, password: string): string =>
    Object.assign(new URL(database.url), { username, password }).href;

  /** As far as its age and its size go. */
  function keepBackup(at: Date): void {
    for (const name of readdirSync(store)) rmSync(join(store, name));
    const id = at.toISOString().replaceAll(/[-:]|\.\d+/g, "");
    const contents = { migration: null, tables: {} };
    const about = {
      id,
      createdAt: at.toISOString(),
      release: "v1",
      serverVersion: "18.1",
      file: `${id}.dump`,
    };
    const manifest = { ...about, encrypted: false, bytes: 0, sha256: "", contents };
    writeFileSync(join(store, `${id}.json`), JSON.stringify(manifest));
    writeFileSync(join(store, `${id}.dump`), "");
  }

  async function doctor(env: Record<string, string> = {}): Promise<Diagnosis> {
    const out: string[] = [];
    const { log } = console;
    console.log = (text: string) => void out.push(text);
    try {
      const base = { NODE_ENV: "production", PATH: process.env.PATH ?? "" };
      const code = await run({ args: [], options: { json: true }, env: { ...base, ...well, ...env } });
      return { code, checks: JSON.parse(out.join("\n")).checks };
    } finally {
      console.log = log;
    }
  }

  test("all is well: nothing but what Redis would add", async () => {
    const diagnosis = await doctor();
    expect(troubles(diagnosis).map(({ name }) => name)).toEqual(["redis"]);
    expect(diagnosis.code).toBe(0);
    expect(diagnosis.checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "database",
        "clock",
        "migrations",
        "pg_stat_statements",
        "privileges",
        "mail",
        "collector",
        "backup",
        "disk",
      ]),
    );
  });

  test.each<[Record<string, string>, string, RegExp]>([
    [{ PORT: "many", LOG_LEVEL: "loud" }, "configuration", /^PORT=many: expected a whole number/],
    [{ APP_URL: "http://app.example.com" }, "APP_URL", /is not https/],
    [{ MAIL_FROM: "Me <me@localhost>" }, "MAIL_FROM", /would come from me@localhost/],
    [{ METRICS_TOKEN: "changeme" }, "secrets", /METRICS_TOKEN is one that is tried first/],
    [
      { DATABASE_URL: "postgres://app:a-long-enough-secret@127.0.0.1:1/x" },
      "database",
      /no connection to the database/,
    ],
    [{ SMTP_URL: "smtp://127.0.0.1:1" }, "mail", /127\.0\.0\.1:1: The server does not take us: ESOCKET/],
    [{ REDIS_URL: "redis://:a-long-enough-secret@127.0.0.1:1" }, "redis", /^127\.0\.0\.1:1: /],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" },
      "collector",
      /^http:\/\/127\.0\.0\.1:1\/v1\/traces: /,
    ],
    [{ BACKUP_URL: join(tmpdir(), "no-such-folder") }, "backup", /there is none in /],
  ])("%p is wrong", async (env, name, message) => {
    const diagnosis = await doctor(env);
    expect(finding(diagnosis, name)).toMatchObject({
      state: "wrong",
      message: expect.stringMatching(message),
    });
    expect(finding(diagnosis, name)?.fix).not.toBe("");
    expect(diagnosis.code).toBe(1);
  });

  test("every mistake of the configuration is one, and the rest is looked at all the same", async () => {
    const diagnosis = await doctor({ PORT: "many", LOG_LEVEL: "loud" });
    expect(diagnosis.checks.filter(({ name }) => name === "configuration").length).toBe(2);
    expect(finding(diagnosis, "migrations")?.state).toBe("ok");
  });

  test("a mail server that refuses the password, a collector that refuses the key", async () => {
    answer = 401;
    const diagnosis = await doctor({
      SMTP_URL: `${well.SMTP_URL?.replace("//", "//me:wrong@")}?requireTLS=false`,
    });
    expect(finding(diagnosis, "mail")?.message).toContain("The server does not take us: EAUTH (535");
    expect(finding(diagnosis, "collector")).toMatchObject({
      message: expect.stringContaining("answers 401"),
      fix: "Are OTEL_EXPORTER_OTLP_HEADERS right?",
    });
  });

  test("a clock that is a minute off", async () => {
    setSystemTime(new Date(Date.now() + 60_000));
    expect(finding(await doctor(), "clock")).toMatchObject({
      state: "wrong",
      message: expect.stringMatching(/^the database is (59|60) s behind this machine/),
    });
  });

  test("a superuser, one that may change the schema, and one that may not write a table", async () => {
    expect(finding(await doctor({ DATABASE_URL: database.url }), "privileges")?.message).toContain(
      "is a superuser",
    );
    await database.sql.unsafe(`GRANT CREATE ON SCHEMA public TO ${role}`);
    expect(finding(await doctor(), "privileges")).toMatchObject({ state: "warning" });
    await database.sql.unsafe(
      `REVOKE CREATE ON SCHEMA public FROM ${role}; REVOKE UPDATE ON users FROM ${role}`,
    );
    const lacking = finding(await doctor(), "privileges");
    await database.sql.unsafe(`GRANT UPDATE ON users TO ${role}`);
    expect(lacking).toMatchObject({
      state: "wrong",
      message: `${role} may not read and write users`,
      fix: expect.stringContaining("GRANT SELECT"),
    });
  });

  test("migrations that are not applied, a database without pg_stat_statements, a replica that is none", async () => {
    const url = await createTestDatabase({ migrated: true });
    await migrateDown({ url, directory: "migrations" });
    const diagnosis = await doctor({ DATABASE_URL: url, DATABASE_REPLICA_URL: url });
    await dropTestDatabase(url);
    expect(finding(diagnosis, "migrations")).toMatchObject({
      state: "wrong",
      message: expect.stringMatching(/^1 not applied, the first: \d{17}_/),
      fix: "`scaffold migrate up`",
    });
    expect(finding(diagnosis, "pg_stat_statements")).toMatchObject({ state: "warning" });
    expect(finding(diagnosis, "replica")).toMatchObject({
      state: "warning",
      message: expect.stringContaining("is no replica"),
    });
  });

  test("accounts whose password is in the source", async () => {
    const { id } = await createUser(database.db, { email: "owner@example.test" });
    const found = finding(await doctor(), "accounts");
    await database.sql`DELETE FROM users WHERE id = ${id}`;
    expect(found).toMatchObject({ state: "wrong", fix: "`scaffold users suspend owner@example.test`" });
  });

  test("a backup of the day before yesterday, and one that anybody can read", async () => {
    keepBackup(new Date(Date.now() - 48 * 3_600_000));
    const { checks } = await doctor({ BACKUP_RECIPIENT: "" });
    keepBackup(new Date());
    expect(
      checks.filter(({ name }) => name === "backup").map(({ state, message }) => [state, message]),
    ).toEqual([
      ["wrong", `the newest in ${store} was made 2 d ago`],
      ["warning", "backups are readable for whoever gets them"],
    ]);
  });

  test.skipIf(process.platform !== "linux")("a disk without room", async () => {
    const { checks } = await doctor({ BACKUP_URL: "/proc" });
    expect(checks).toContainEqual(
      expect.objectContaining({ name: "disk", state: "wrong", message: "0.0 GB free for /proc" }),
    );
  });

  if (!hasRedis()) console.warn("\nSKIPPED doctor with Redis: redis-server is not installed");
  describe.skipIf(!hasRedis())("with Redis", () => {
    let redis: RedisProcess;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(async () => await redis.stop());
    const configure = async (...words: string[]) => {
      const client = new Bun.RedisClient(redis.url);
      await client.send("CONFIG", ["SET", ...words]);
      client.close();
    };
    const memory = async () => finding(await doctor({ REDIS_URL: redis.url }), "redis memory");

    test("what happens when it is full", async () => {
      expect(await memory()).toMatchObject({ state: "warning", message: "may grow without a limit" });
      await configure("maxmemory", "10mb");
      expect(await memory()).toMatchObject({
        state: "wrong",
        message: expect.stringContaining("noeviction"),
      });
      await configure("maxmemory-policy", "volatile-ttl");
      expect(await memory()).toMatchObject({ state: "ok" });
    });
  });
});

test.each(["backup", "doctor", "migrate", "serve", "sql", "work"])(
  "%s starts without the generator's parser, which no image has",
  async (command) => {
    const loaded = `await import("./${command}.ts"); console.log(Object.keys(require.cache).join("\\n"))`;
    const child = Bun.spawn([process.execPath, "-e", loaded], { cwd: import.meta.dir, stdout: "pipe" });
    const files = await child.stdout.text();
    expect(files).toContain("node_modules");
    expect(files.split("\n").filter((path) => path.includes("libpg-query"))).toEqual([]);
  },
);

describe("on a machine to develop on", () => {
  const project = testProject({
    server: async () => database.url,
    migrations: { "create-things": "-- Why: things.\nCREATE TABLE things (id int PRIMARY KEY);" },
  });
  const MAIN = join(import.meta.dir, "../main.ts");

  async function scaffold(words: string[], env: Record<string, string> = {}) {
    const child = Bun.spawn([process.execPath, MAIN, ...words], {
      cwd: project.root,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, DATABASE_URL: database.url, ...env },
      stdout: "pipe",
      stderr: "pipe",
    });
    const [out, error, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    return { out, error, code };
  }

  test("each fault is said with its place and what to do, and the exit code is 1", async () => {
    project.query("things", "FetchThings", "SELECT id FROM things");
    project.write(
      "package.json",
      JSON.stringify({ engines: { bun: ">=99" }, dependencies: { elysia: "^1.4.0" } }),
    );
    project.write(".env", "DATABSE_URL=postgres://x/y\nPORT=1\nPORT=2\nnonsense\n");
    Bun.spawnSync(["git", "init", "--quiet"], { cwd: project.root });
    Bun.spawnSync(["git", "add", ".env"], { cwd: project.root });
    mkdirSync(join(project.root, ".git/hooks"), { recursive: true });
    writeFileSync(join(project.root, ".git/hooks/pre-commit"), "#!/bin/sh\n");
    chmodSync(join(project.root, ".git/hooks/pre-commit"), 0o644);
    const other = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { open: (socket) => void socket.end(), data() {} },
    });
    const { out, code } = await scaffold(["doctor"], {
      DOCKER_HOST: "unix:///nowhere/docker.sock",
      PORT: String(other.port),
    });
    other.stop(true);
    for (const line of [
      /^wrong +bun +this is [\d.]+, and the project needs >=99\n +`bun upgrade`/m,
      /^wrong +packages +elysia is not installed\n +`bun install`$/m,
      /^warning +docker +no engine answers$/m,
      /^warning +port +\d+ on 127\.0\.0\.1 is taken by something else$/m,
      /^wrong +generated code +src\/repositories\/index\.ts; src\/repositories\/things\.ts: not what sql\/ gives\n +`scaffold sql generate`$/m,
      /^wrong +\.env +\.env:1: nothing reads DATABSE_URL\n +Is it DATABASE_URL\?$/m,
      /^warning +\.env +\.env:3 sets PORT a second time/m,
      /^wrong +\.env +\.env:4 is no NAME=value$/m,
      /^wrong +\.env +git keeps \.env/m,
      /^warning +git hooks +\.git\/hooks\/pre-commit cannot be run: git passes over it\n +chmod \+x/m,
      /^\d+ wrong, \d+ warnings, \d+ ok$/m,
    ])
      expect(out).toMatch(line);
    expect(code).toBe(1);
  });

  test("a query that is wrong is said with its place", async () => {
    project.query("things", "FetchNames", "SELECT name FROM things");
    const { out } = await scaffold(["doctor", "--json", "--port", String(await freePort())]);
    project.remove("sql/things/FetchNames.sql");
    expect(finding(JSON.parse(out), "queries")).toMatchObject({
      state: "wrong",
      message: '1 problem, the first: sql/things/FetchNames.sql:3:8 column "name" does not exist',
    });
  });
});
