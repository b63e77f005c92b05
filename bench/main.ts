/**
 * `bun run bench [sql] [generator] [http] [start] [runtimes] [jobs]`: everything by default; tables in Markdown on standard output,
 * progress on standard error. `--quick` measures shorter and is for trying the bench out.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ensureDatabase } from "../src/database/embedded/index.ts";
import { openDatabase } from "../src/database/index.ts";
import { migrateUp } from "../src/database/migrations/index.ts";
import { bunSql } from "../src/platform/bun-sql.ts";
import * as users from "../src/repositories/users.ts";
import { startTemporaryPostgres, temporaryFolder } from "../src/testing/embedded.ts";
import { createSession, createUser } from "../src/testing/factories.ts";
import { formatSection, type Section } from "./report.ts";

const PARTS = ["sql", "generator", "http", "start", "runtimes", "jobs"];
const words = process.argv.slice(2);
const unknown = words.filter((word) => word !== "--quick" && !PARTS.includes(word));
if (unknown.length > 0) {
  console.error(`there is no ${unknown.join(", ")}; bun run bench [${PARTS.join("] [")}] [--quick]`);
  process.exit(2);
}
const quick = words.includes("--quick");
const parts = words.filter((word) => !word.startsWith("--"));
const wanted = (part: string): boolean => parts.length === 0 || parts.includes(part);
const rounds = quick ? 3 : 9;

interface Fixture {
  readonly url: string;
  readonly userIds: readonly string[];
  /** Of somebody who may read every account. */
  readonly token: string;
}

const folder = await temporaryFolder();
const server = await startTemporaryPostgres(folder);
try {
  const fixture = await prepare(await ensureDatabase(server.url, "bench"));
  if (wanted("sql")) await sqlPart(fixture);
  if (wanted("generator")) await generatorPart(server.url);
  if (wanted("http")) await httpPart(fixture);
  if (wanted("start")) await startPart(fixture);
  if (wanted("runtimes")) await runtimesPart(fixture);
  if (wanted("jobs")) await jobsPart();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

async function prepare(url: string): Promise<Fixture> {
  await migrateUp({ url, directory: join(import.meta.dir, "../migrations") });
  // A thousand wait for ten connections.
  const db = openDatabase({ url, acquireMs: 60_000 }, bunSql);
  const made = Array.from({ length: 1000 }, (_, index) =>
    users.insertUser(db, { email: `person${index}@example.test`, name: `Person ${index}` }),
  );
  const userIds = (await Promise.all(made)).map(({ id }) => id);
  const operator = await createUser(db);
  await users.modifyUserOperator(db, { id: operator.id, operator: true });
  const { token } = await createSession(db, { userId: operator.id });
  await db.close();
  return { url, userIds, token };
}

async function sqlPart({ url, userIds }: Fixture): Promise<void> {
  const { benchSql } = await import("./sql.ts");
  show([await benchSql({ databaseUrl: url, userIds, rounds, queriesPerRound: quick ? 3000 : 15_000 })]);
}

async function generatorPart(serverUrl: string): Promise<void> {
  const { benchGenerator } = await import("./generator.ts");
  show(await benchGenerator(serverUrl, quick ? [10] : [10, 100, 1000], quick ? 1 : 3));
}

async function httpPart({ url, userIds, token }: Fixture): Promise<void> {
  const { benchHttp } = await import("./http.ts");
  show(
    await benchHttp({
      databaseUrl: url,
      userId: userIds[0] ?? "",
      token,
      rounds: quick ? 2 : 11,
      warmUps: quick ? 1 : 6,
      seconds: quick ? 1 : 2,
    }),
  );
}

async function startPart({ url }: Fixture): Promise<void> {
  const { benchStart } = await import("./start.ts");
  show(await benchStart(url, quick ? 3 : 11));
}

async function runtimesPart({ url, userIds, token }: Fixture): Promise<void> {
  const { benchRuntimes } = await import("./runtimes.ts");
  show(
    await benchRuntimes({
      databaseUrl: url,
      userId: userIds[0] ?? "",
      token,
      directory: join(folder, "runtimes"),
      rounds: quick ? 2 : 7,
      seconds: quick ? 1 : 3,
    }),
  );
}

async function jobsPart(): Promise<void> {
  const { benchJobs } = await import("./jobs.ts");
  show(await benchJobs({ rounds: quick ? 2 : 5, jobs: quick ? 1_000 : 5_000, pickUps: quick ? 20 : 100 }));
}

function show(sections: readonly Section[]): void {
  for (const section of sections) console.log(`${formatSection(section)}\n`);
}
