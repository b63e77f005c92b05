import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQL } from "bun";
import { SETUP_TIMEOUT_MS, TEST_TIMEOUT_MS } from "../../testing/patience.ts";
import { findBinaries } from "./binaries.ts";
import { isAlive, useElsewhere } from "./fixtures/processes.ts";
import {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  ensureDatabase,
  startEmbeddedPostgres,
  testSettings,
} from "./index.ts";
import { poll } from "./postmaster.ts";
import { standInFor } from "./stand-in.ts";

const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0;
setDefaultTimeout(TEST_TIMEOUT_MS);

const folders: string[] = [];
const started: EmbeddedPostgres[] = [];
/** One cluster for all tests that do not need a new one: its creation is what takes time. */
let directory = "";

beforeAll(async () => {
  directory = newFolder();
  await (await start()).stop();
}, SETUP_TIMEOUT_MS);

afterEach(async () => {
  await Promise.all(started.splice(0).map(({ stop }) => stop()));
});

afterAll(() => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true });
    rmSync(standInFor(join(folder, "postgres")), { recursive: true, force: true });
  }
});

/** A server that is stopped after the test, if the test has not done so. */
async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory, settings: testSettings, ...options });
  started.push(server);
  return server;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "scaffold-embedded-"));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return join(folder, "postgres");
}

/** Whether it becomes true, within a time that only a hanging server exceeds. */
const eventually = async (condition: () => boolean | Promise<boolean>) =>
  (await poll(20_000, async () => (await condition()) || undefined)) === true;

async function ask<T>(url: string, statement: string): Promise<T[]> {
  const sql = new SQL({ url, max: 1 });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.close();
  }
}

/** Listens on the port as another program would. */
function occupy(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

describe("a server of this process's own", () => {
  test("the second start finds the data of the first, under the same URL", async () => {
    const first = await start();
    await ensureDatabase(first.url, "kept");
    await first.stop();
    const second = await start();
    expect(second.reused).toBe(false);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, "SELECT datname FROM pg_database WHERE datname = 'kept'")).toHaveLength(1);
  });

  test("after stop, nothing of it runs", async () => {
    const { pid, stop } = await start();
    await Promise.all([stop(), stop()]);
    expect(await isAlive(pid)).toBe(false);
  });

  test("it listens on the loopback interface alone, and asks for the password", async () => {
    const { url } = await start();
    expect(await ask(url, "SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    const wrong = new URL(url);
    wrong.password = "wrong";
    await expect(ask(wrong.href, "SELECT 1")).rejects.toThrow("password authentication failed");
    expect(statSync(join(directory, "server.json")).mode & 0o077).toBe(0);
  });

  test("the extensions that the schema and the statistics need are there", async () => {
    const { url } = await start();
    const database = await ensureDatabase(url, "extended");
    await ask(
      database,
      "CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION IF NOT EXISTS pg_stat_statements",
    );
    expect(await ask(database, "SELECT 'Ä'::citext = 'ä' AS equal")).toEqual([{ equal: true }]);
    expect(await ask(database, "SELECT FROM pg_stat_statements LIMIT 1")).toHaveLength(1);
  });

  test("a database that two ask for at once is made once", async () => {
    const { url } = await start();
    const urls = await Promise.all([1, 2, 3].map(() => ensureDatabase(url, "at once")));
    expect(new Set(urls).size).toBe(1);
    expect(await ask(urls[0] ?? "", "SELECT current_database()")).toEqual([{ current_database: "at once" }]);
  });
});

describe("one server for many processes", () => {
  test("another process joins the one that runs", async () => {
    const ours = await start();
    const theirs = await useElsewhere(directory);
    expect(theirs.info).toMatchObject({ url: ours.url, pid: ours.pid, reused: true });
    await theirs.leave();
    expect(await ask(ours.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("it goes on when the one that started it leaves, and stops with the last", async () => {
    const theirs = await useElsewhere(directory);
    const ours = await start();
    expect(ours.reused).toBe(true);
    await theirs.leave();
    expect(await ask(ours.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await ours.stop();
    expect(await eventually(async () => !(await isAlive(ours.pid)))).toBe(true);
  });

  test("processes that start at once end up with one server", async () => {
    const users = await Promise.all([1, 2, 3].map(() => useElsewhere(directory)));
    expect(new Set(users.map(({ info }) => info.pid)).size).toBe(1);
    expect(users.filter(({ info }) => !info.reused)).toHaveLength(1);
    await Promise.all(users.map(({ leave }) => leave()));
  });
});

describe("what a crash leaves behind", () => {
  test("the server stops when its only user is killed", async () => {
    const { info, kill } = await useElsewhere(directory);
    await kill();
    expect(await eventually(async () => !(await isAlive(info.pid)))).toBe(true);
  });

  test("a killed server starts again with what was committed", async () => {
    const first = await start();
    await ask(first.url, "CREATE TABLE committed AS SELECT 1 AS one");
    await first.kill();
    const second = await start();
    expect(await ask(second.url, "SELECT one FROM committed")).toEqual([{ one: 1 }]);
  });

  test("a postmaster.pid whose number is another process's by now is no server", async () => {
    const first = await start();
    const file = join(directory, "data/postmaster.pid");
    const lines = readFileSync(file, "utf8").split("\n");
    await first.kill();
    writeFileSync(file, [process.pid, ...lines.slice(1)].join("\n"));
    const second = await start();
    expect(second.reused).toBe(false);
  });

  test("a server that lost its lifeline is ended, and a new one started", async () => {
    const { info, kill } = await useElsewhere(directory);
    const supervisors = Bun.spawnSync(["pgrep", "-f", `embedded-postgres ${directory}/`]).stdout.toString();
    for (const pid of supervisors.trim().split("\n")) process.kill(Number(pid), "SIGKILL");
    await kill();
    expect(await isAlive(info.pid)).toBe(true);
    const next = await start();
    // It takes its pid file away a moment before it is gone itself.
    expect(await eventually(async () => !(await isAlive(info.pid)))).toBe(true);
    expect(next).toMatchObject({ reused: false, url: info.url });
  });

  test(
    "an initdb that was killed half way does not pass for a database",
    async () => {
      const fresh = newFolder();
      Bun.spawnSync(["mkdir", "-p", join(fresh, "data.new")]);
      writeFileSync(join(fresh, "data.new/PG_VERSION"), "18\n");
      const { url } = await start({ directory: fresh });
      expect(await ask(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    },
    SETUP_TIMEOUT_MS,
  );

  test(
    "a temporary server's folder is gone when its user was killed",
    async () => {
      const folder = newFolder();
      const { kill } = await useElsewhere(folder, { temporary: "temporary" });
      expect(existsSync(join(folder, "data"))).toBe(true);
      await kill();
      expect(await eventually(() => !existsSync(join(folder, "data")))).toBe(true);
    },
    SETUP_TIMEOUT_MS,
  );
});

describe("ports", () => {
  test("a port that somebody took is left to them, and the new one is remembered", async () => {
    const first = await start();
    await first.stop();
    const other = await occupy(first.port);
    const lines: string[] = [];
    const second = await start({ onProgress: (line) => lines.push(line) });
    await second.stop();
    other.close();
    const third = await start();
    await third.stop();
    expect(second.port).not.toBe(first.port);
    expect(third.port).toBe(second.port);
    expect(lines.join()).toContain(`Port ${first.port} is taken`);
  });

  test("one that was asked for and is taken is an error", async () => {
    const other = await occupy(0);
    const { port } = other.address() as { port: number };
    await expect(start({ port })).rejects.toThrow(`port ${port} is taken`);
    other.close();
  });
});

describe("what cannot be", () => {
  test("data of another major version are refused, with what to do", async () => {
    const version = join(directory, "data/PG_VERSION");
    writeFileSync(version, "17\n");
    const failure = await start().catch((error) => error);
    writeFileSync(version, "18\n");
    expect(failure.message).toContain("are of Postgres 17");
    expect(failure.hint).toContain("Remove");
  });

  test("a platform without a package is told which one is missing", async () => {
    const failure = await findBinaries(undefined, "plan9-mips").catch((error) => error);
    expect(failure.message).toContain("@embedded-postgres/plan9-mips is not installed");
    expect(failure.hint).toContain("DATABASE_URL");
  });

  test("a server that does not start says what its log says", async () => {
    const settings = { shared_preload_libraries: "nothing" };
    const failure = await start({ settings }).catch((error) => error);
    expect(failure.message).toContain('could not access file "nothing"');
  });
});

describe.if(asRoot)("accounts", () => {
  test("as root, Postgres runs as an account without rights", async () => {
    const { url, pid } = await start();
    expect(await ask(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(statSync(`/proc/${pid}`).uid).toBe(NOBODY);
  });

  test(
    "as root, below a folder that is closed to that account",
    async () => {
      const folder = newFolder();
      chmodSync(join(folder, ".."), 0o700);
      const first = await start({ directory: folder });
      await ensureDatabase(first.url, "kept");
      await first.stop();
      const second = await start({ directory: folder });
      expect(await ask(second.url, "SELECT datname FROM pg_database WHERE datname = 'kept'")).toHaveLength(1);
    },
    SETUP_TIMEOUT_MS,
  );

  test("the stand-in for a closed folder goes when the project is gone", async () => {
    const gone = newFolder();
    chmodSync(join(gone, ".."), 0o700);
    await (await start({ directory: gone })).stop();
    expect(existsSync(standInFor(gone))).toBe(true);
    rmSync(join(gone, ".."), { recursive: true });
    const other = newFolder();
    chmodSync(join(other, ".."), 0o700);
    await start({ directory: other });
    expect(existsSync(standInFor(gone))).toBe(false);
  });

  test(
    "as an ordinary user, Postgres runs as that one",
    async () => {
      const folder = newFolder();
      chownSync(join(folder, ".."), NOBODY, NOBODY);
      const { info, leave } = await useElsewhere(folder, { uid: NOBODY });
      expect(await ask(info.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
      expect(statSync(join(folder, "data")).uid).toBe(NOBODY);
      await leave();
      expect(await isAlive(info.pid)).toBe(false);
    },
    SETUP_TIMEOUT_MS,
  );

  test("a folder that belongs to somebody else is refused, with what to do", async () => {
    const folder = newFolder();
    Bun.spawnSync(["mkdir", folder]);
    await expect(useElsewhere(folder, { uid: NOBODY })).rejects.toThrow("belongs to another user");
  });
});
