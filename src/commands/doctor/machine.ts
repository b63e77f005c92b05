/** What a machine to develop on needs. */
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { findBinaries, serverAccount } from "../../database/embedded/index.ts";
import { resolveServer } from "../../database/server.ts";
import { Generator } from "../../sqlgen/generator.ts";
import { outdated } from "../config.ts";
import { assertFreePort } from "../dev/port.ts";
import { counted } from "../sql/report.ts";
import { type Check, ok, warning, wrong } from "./check.ts";
import { output } from "./run.ts";

type Environment = Readonly<Record<string, string | undefined>>;

interface Manifest {
  readonly engines?: { readonly bun?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Undefined outside of a project. */
async function readManifest(): Promise<Manifest | undefined> {
  const text = await readFile("package.json", "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Manifest);
}

export async function bunChecks(): Promise<Check[]> {
  const wanted = (await readManifest())?.engines?.bun ?? "*";
  if (Bun.semver.satisfies(Bun.version, wanted)) return [ok("bun", Bun.version)];
  return [
    wrong("bun", `this is ${Bun.version}, and the project needs ${wanted}`, "`bun upgrade`, or `make bun`."),
  ];
}

export async function packageChecks(): Promise<Check[]> {
  const manifest = await readManifest();
  if (manifest === undefined) return [];
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  const unfit = (await Promise.all(wanted.map(([name, range]) => unfitPackage(name, range)))).filter(
    (problem) => problem !== undefined,
  );
  if (unfit.length === 0) return [ok("packages", `${wanted.length}, as package.json wants them`)];
  return [wrong("packages", shortened(unfit), "`bun install`")];
}

async function unfitPackage(name: string, range: string): Promise<string | undefined> {
  const text = await readFile(join("node_modules", name, "package.json"), "utf8").catch(() => undefined);
  if (text === undefined) return `${name} is not installed`;
  const { version } = JSON.parse(text) as { version: string };
  return Bun.semver.satisfies(version, range) ? undefined : `${name} is ${version}, not ${range}`;
}

const shortened = (problems: readonly string[]): string =>
  problems.length <= 3
    ? problems.join("; ")
    : `${problems.slice(0, 3).join("; ")}; and ${problems.length - 3} more`;

export async function dockerChecks(env: Environment): Promise<Check[]> {
  const version = await output(["docker", "version", "--format", "{{.Server.Version}}"], env);
  if (version !== undefined) return [ok("docker", `engine ${version}`)];
  const until = "until then tests take the embedded Postgres, and `make up` and `backup` need it.";
  return [warning("docker", "no engine answers", `Start Docker; ${until}`)];
}

export async function portChecks(host: string, port: number): Promise<Check[]> {
  try {
    await assertFreePort(host, port);
    return [ok("port", `${port} is free`)];
  } catch {
    const health = await fetch(`http://${host}:${port}/health/live`, {
      signal: AbortSignal.timeout(2000),
    }).catch(() => undefined);
    if (health?.ok) return [ok("port", `${port}: this API answers there already`)];
    return [
      warning(
        "port",
        `${port} on ${host} is taken by something else`,
        "Stop what listens there, or set PORT.",
      ),
    ];
  }
}

export async function embeddedChecks(env: Environment): Promise<Check[]> {
  const { postgres } = await findBinaries(await serverAccount());
  const version = await output([postgres, "--version"], env);
  if (version !== undefined) return [ok("embedded Postgres", version)];
  return [
    wrong(
      "embedded Postgres",
      `${postgres} does not run`,
      "`rm -r node_modules && bun install`, or set DATABASE_URL.",
    ),
  ];
}

export async function generatedChecks(databaseUrl: string | undefined): Promise<Check[]> {
  if (!["sql", "migrations", "package.json"].every((path) => existsSync(path))) return [];
  const docs = (await outdated()).map(({ path }) => path);
  return [
    ...(await repositoryChecks(databaseUrl)),
    ...(docs.length === 0
      ? []
      : [warning("generated files", `${docs.join(", ")}: not up to date`, "`scaffold config docs`")]),
  ];
}

async function repositoryChecks(databaseUrl: string | undefined): Promise<Check[]> {
  const root = process.cwd();
  await using used = new AsyncDisposableStack();
  const server = async () => {
    const resolved = await resolveServer({ databaseUrl, root });
    used.defer(() => resolved.close());
    return resolved.url;
  };
  const generator = new Generator({ root, server });
  used.defer(() => generator.close());
  const { findings, stale, orphans, queries } = await generator.check();
  const [first] = findings;
  if (first !== undefined)
    return [
      wrong(
        "queries",
        `${counted(findings.length, "problem")}, the first: ${first.file}:${first.line}:${first.column} ${first.message}`,
        "`scaffold sql check` shows all of them.",
      ),
    ];
  const old = [...stale, ...orphans].sort();
  if (old.length === 0) return [ok("generated code", `${queries.length} queries, current`)];
  return [wrong("generated code", `${shortened(old)}: not what sql/ gives`, "`scaffold sql generate`")];
}

/** Git passes over a hook that may not be run, in silence. */
export async function hookChecks(env: Environment): Promise<Check[]> {
  const folder = await output(["git", "rev-parse", "--git-path", "hooks"], env);
  if (folder === undefined) return [];
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.includes("."));
  const dead: string[] = [];
  for (const name of names) {
    const { mode } = await stat(join(folder, name));
    if ((mode & 0o111) === 0) dead.push(join(folder, name));
  }
  if (dead.length > 0)
    return [
      warning(
        "git hooks",
        `${dead.join(", ")} cannot be run: git passes over it`,
        `chmod +x ${dead.join(" ")}`,
      ),
    ];
  return names.length === 0 ? [] : [ok("git hooks", names.join(", "))];
}
