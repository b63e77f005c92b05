import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { SQL } from "bun";
import { poll } from "../database/embedded/postmaster.ts";
import { findDocker } from "./docker.ts";
import { testEnvironment } from "./environment.ts";
import { TEST_TIMEOUT_MS } from "./patience.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const ROOT = join(import.meta.dir, "../..");
const NO_DOCKER = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
const docker = await findDocker(process.env);

/** `bun test` on one of the fixtures, as a run of its own. */
function startRun(fixture: "with" | "without", env: Record<string, string> = {}) {
  return Bun.spawn([process.execPath, "test", `./src/testing/fixtures/${fixture}-database.ts`], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function run(...args: Parameters<typeof startRun>) {
  const child = startRun(...args);
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { said: out + err, url: /^url (.*)$/m.exec(out)?.[1] ?? "", exitCode: await child.exited };
}

/** Starts a run, waits until its test has a database, and kills it in the middle. Gives the database's URL. */
async function killInTheMiddle(env: Record<string, string>): Promise<string> {
  const child = startRun("with", { ...env, WAIT: "1" });
  const decoder = new TextDecoder();
  let out = "";
  for await (const chunk of child.stdout) {
    out += decoder.decode(chunk, { stream: true });
    if (/^url .*\n/m.test(out)) break;
  }
  child.kill("SIGKILL");
  await child.exited;
  return /^url (.*)$/m.exec(out)?.[1] ?? "";
}

async function answers(url: string): Promise<boolean> {
  const sql = new SQL({ url, max: 1, connectionTimeout: 2 });
  try {
    await sql`SELECT 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.close();
  }
}

/** Within a time that only what stays for ever exceeds. */
const isGone = async (url: string) =>
  (await poll(20_000, async () => !(await answers(url)) || undefined)) === true;

test("a run whose tests need no database starts none", async () => {
  const { said, exitCode } = await run("without");
  expect(said).not.toContain("Postgres of this run");
  expect(exitCode).toBe(0);
});

test("without a Docker engine, the embedded Postgres is used, says so, and is gone at the end", async () => {
  const { said, url, exitCode } = await run("with", NO_DOCKER);
  expect(said).toContain("Postgres of this run: embedded, no Docker engine answers");
  expect(exitCode).toBe(0);
  expect(await answers(url)).toBe(false);
});

test("what the environment says about containers", () => {
  expect(testEnvironment({}).postgres).toBe("auto");
  expect(testEnvironment({ TEST_POSTGRES: "embedded" }).postgres).toBe("embedded");
  expect(testEnvironment({ TEST_POSTGRES: "embedded", REQUIRE_CONTAINERS: "1" }).postgres).toBe("container");
});

test("REQUIRE_CONTAINERS=1 makes a missing engine a failure", async () => {
  const { said, exitCode } = await run("with", { ...NO_DOCKER, REQUIRE_CONTAINERS: "1" });
  expect(said).toContain("REQUIRE_CONTAINERS=1, but no Docker engine answers");
  expect(exitCode).not.toBe(0);
});

test("the embedded Postgres of a run that was killed stops", async () => {
  expect(await isGone(await killInTheMiddle({ TEST_POSTGRES: "embedded" }))).toBe(true);
});

describe.if(docker !== undefined)("with a Docker engine", () => {
  test("a container is used, says so, and is gone at the end", async () => {
    const { said, url, exitCode } = await run("with");
    expect(said).toContain("Postgres of this run: container postgres:18");
    expect(exitCode).toBe(0);
    expect(await answers(url)).toBe(false);
  });

  test("the container of a run that was killed is removed", async () => {
    expect(await isGone(await killInTheMiddle({}))).toBe(true);
  });
});
