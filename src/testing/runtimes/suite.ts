/**
 * The same API on every runtime, over HTTP, as one suite. `bun run test:runtimes [names]` runs it, and `bun test` does not: it
 * builds for each, and takes a minute.
 */
import { afterAll, beforeAll, describe, test } from "bun:test";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { testDatabase } from "../database.ts";
import { temporaryFolder } from "../embedded.ts";
import { SETUP_TIMEOUT_MS } from "../patience.ts";
import { type ServeProcess, startProgram } from "../serve-process.ts";
import { Api } from "./api.ts";
import { between } from "./between.ts";
import { checks } from "./checks.ts";
import { openStage, type Stage, stop } from "./stage.ts";
import { type Target, targets } from "./targets.ts";

let stage: Stage;
let folder: string;

/** Started when first asked for, and there until the end. */
const running = new Map<string, Promise<Running>>();

interface Running {
  readonly process: ServeProcess;
  /** The words that start another. */
  readonly words: readonly string[];
}

// Before the database's own hook: what uses it ends first.
afterAll(async () => {
  const started = await Promise.allSettled(running.values());
  await Promise.all(started.map((each) => each.status === "fulfilled" && stop(each.value.process)));
  await stage.close();
  await rm(folder, { recursive: true, force: true });
}, SETUP_TIMEOUT_MS);

const database = testDatabase();

beforeAll(async () => {
  folder = await temporaryFolder();
  stage = await openStage(database);
}, SETUP_TIMEOUT_MS);

const start = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  startProgram(words, { ...stage.env, SHUTDOWN_LAME_DUCK_MS: "0", ...env });

function runningOn(target: Target): Promise<Running> {
  const begun = running.get(target.name) ?? build(target);
  running.set(target.name, begun);
  return begun;
}

async function build(target: Target): Promise<Running> {
  const words = await target.build(join(folder, target.name));
  return { words, process: await start(words) };
}

const apiOf = async (target: Target): Promise<Api> => new Api((await runningOn(target)).process.url);

for (const target of targets) {
  describe(target.name, () => {
    beforeAll(async () => void (await runningOn(target)), SETUP_TIMEOUT_MS);

    for (const [subject, facts] of Object.entries(checks)) {
      describe(subject, () => {
        for (const [fact, check] of Object.entries(facts)) {
          // A gap that is none any more fails: then it is to be taken out of the list.
          const register = fact in target.gaps ? test.failing : test;
          register(fact, async () => {
            const { words } = await runningOn(target);
            await check({ stage, api: await apiOf(target), start: (env) => start(words, env) });
          });
        }
      });
    }
  });
}

describe("side by side", () => {
  beforeAll(async () => void (await Promise.all(targets.map(runningOn))), SETUP_TIMEOUT_MS);

  for (const target of targets) {
    describe(`made on ${target.name}`, () => {
      test.each(Object.entries(between))("%s", async (_, meet) => {
        const all = await Promise.all(targets.map(apiOf));
        await meet({ stage, maker: await apiOf(target), all });
      });
    });
  }
});
