/** The same API on every runtime, over HTTP, as one suite. `bun run test:runtimes [names]` runs some of them. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { testDatabase } from "../database.ts";
import { temporaryFolder } from "../embedded.ts";
import { SETUP_TIMEOUT_MS } from "../patience.ts";
import { type ServeProcess, startProgram } from "../serve-process.ts";
import { Api } from "./api.ts";
import { checks } from "./checks.ts";
import { openStage, type Stage, stop } from "./stage.ts";
import { targets } from "./targets.ts";

let stage: Stage;
let folder: string;

// Before the database's own hook: what uses it ends first.
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

const database = testDatabase();

beforeAll(async () => {
  folder = await temporaryFolder();
  stage = await openStage(database);
}, SETUP_TIMEOUT_MS);

for (const target of targets) {
  describe(target.name, () => {
    let words: readonly string[];
    let running: ServeProcess;

    const start = (env: Readonly<Record<string, string>> = {}) =>
      startProgram(words, { ...stage.env, SHUTDOWN_LAME_DUCK_MS: "0", ...env });

    beforeAll(async () => {
      words = await target.build(join(folder, target.name));
      running = await start();
    }, SETUP_TIMEOUT_MS);
    afterAll(async () => await stop(running));

    for (const [subject, facts] of Object.entries(checks)) {
      describe(subject, () => {
        for (const [fact, check] of Object.entries(facts)) {
          // A gap that is none any more fails: then it is to be taken out of the list.
          const register = fact in target.gaps ? test.failing : test;
          register(fact, async () => await check({ stage, api: new Api(running.url), start }));
        }
      });
    }
  });
}

test("gaps are of checks that there are", () => {
  const facts = Object.values(checks).flatMap(Object.keys);
  const gaps = targets.flatMap((target) => Object.keys(target.gaps));
  expect(gaps.filter((gap) => !facts.includes(gap))).toEqual([]);
});
