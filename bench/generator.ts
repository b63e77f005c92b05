/** The generator against @pgtyped/cli, over the same files: a cold run, one with nothing to do, one changed file. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchClock } from "./generator-clock.ts";
import { type Contender, measure } from "./measure.ts";
import type { Section } from "./report.ts";

const ROOT = join(import.meta.dir, "..");

export async function benchGenerator(
  databaseUrl: string,
  counts: readonly number[],
  rounds: number,
): Promise<Section[]> {
  const sections: Section[] = [];
  for (const count of counts) sections.push(...(await benchCount(databaseUrl, count, rounds)));
  return sections;
}

async function benchCount(databaseUrl: string, count: number, rounds: number): Promise<Section[]> {
  const folder = await mkdtemp(join(tmpdir(), "scaffold-bench-"));
  try {
    await writeProject(folder, databaseUrl, count);
    const run = (command: readonly string[]) => milliseconds(command, folder, databaseUrl);
    const scaffold = [process.execPath, join(ROOT, "src/main.ts"), "sql", "generate"];
    const pgtyped = [
      process.execPath,
      "--bun",
      join(import.meta.dir, "node_modules/.bin/pgtyped"),
      "-c",
      "pgtyped.json",
    ];
    const cold: Contender[] = [
      {
        name: "scaffold sql generate",
        round: async () => {
          await rm(join(folder, ".scaffold"), { recursive: true, force: true });
          await rm(join(folder, "src"), { recursive: true, force: true });
          return await run(scaffold);
        },
      },
      { name: "@pgtyped/cli", round: () => run(pgtyped) },
    ];
    const unchanged: Contender[] = [
      { name: "scaffold sql generate", round: () => run(scaffold) },
      { name: "@pgtyped/cli", round: () => run(pgtyped) },
    ];
    return [
      await section(`${count} files, cold`, cold, rounds),
      await section(`${count} files, nothing changed`, unchanged, rounds),
      await benchClock({ root: folder, databaseUrl, count, rounds }),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function section(title: string, contenders: readonly Contender[], rounds: number): Promise<Section> {
  const results = await measure(contenders, { rounds, better: "less" });
  return { title: `Generator: ${title}`, unit: "ms", reference: "@pgtyped/cli", results };
}

async function milliseconds(command: readonly string[], cwd: string, databaseUrl: string): Promise<number> {
  const start = performance.now();
  const { DATABASE_URL: _, ...env } = process.env;
  const isOurs = command.includes("generate");
  const child = Bun.spawn([...command], {
    cwd,
    env: isOurs ? { ...env, DATABASE_URL: databaseUrl } : env,
    stdout: "ignore",
    stderr: "pipe",
  });
  if ((await child.exited) !== 0) throw new Error(await new Response(child.stderr).text());
  return performance.now() - start;
}

/** Queries of the project's own kinds, each a file of its own, with the migrations that they need. */
async function writeProject(folder: string, databaseUrl: string, count: number): Promise<void> {
  await mkdir(join(folder, "sql/users"), { recursive: true });
  await Bun.$`cp -r ${join(ROOT, "migrations")} ${folder}`.quiet();
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      Bun.write(join(folder, `sql/users/FetchUser${index}.sql`), query(index)),
    ),
  );
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const config = {
    transforms: [{ mode: "sql", include: "sql/**/*.sql", emitTemplate: "pgtyped/{{name}}.ts" }],
    srcDir: ".",
    db: { host: hostname, port: Number(port), user: username, password, dbName: pathname.slice(1) },
  };
  await Bun.write(join(folder, "pgtyped.json"), JSON.stringify(config));
}

function query(index: number): string {
  const header = `/* @name FetchUser${index} */\n-- Made for the measurement.\n`;
  const columns = "users.id, users.email, users.name, users.created_at";
  const shapes = [
    `SELECT ${columns} FROM users WHERE users.id = :id! AND users.locale <> '${index}';`,
    `SELECT ${columns}, roles.name AS role FROM users JOIN memberships ON memberships.user_id = users.id JOIN roles ON roles.id = memberships.role_id WHERE memberships.organization_id = :organizationId! AND users.locale <> '${index}';`,
    `SELECT count(*) AS total, max(users.created_at) AS newest_at FROM users WHERE users.status = :status! AND users.locale <> '${index}';`,
    `SELECT users.id, organizations.name AS organization FROM users LEFT JOIN memberships ON memberships.user_id = users.id LEFT JOIN organizations ON organizations.id = memberships.organization_id WHERE users.email = :email! AND users.locale <> '${index}';`,
  ];
  return `${header}${shapes[index % shapes.length]}\n`;
}
