/** What the database part promises holds over pg as well: its own tests, once more, but for those that are about time. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { SETUP_TIMEOUT_MS } from "../testing/patience.ts";

const files = ["pool", "transaction", "faults"].map((name) => `src/database/${name}.test.ts`);

const SUBJECTS = [
  "all or nothing",
  "nested",
  "misuse",
  "a lost race",
  "afterCommit",
  "a connection that is lost",
  "a backend that is terminated",
  "statements are prepared",
  "a value that the driver cannot send",
  "LISTEN",
];

test(
  "transactions, lost connections, prepared statements and LISTEN, over pg",
  async () => {
    const pattern = ["--test-name-pattern", `^(${SUBJECTS.join("|")})`];
    const run = Bun.spawn([process.execPath, "test", ...files, ...pattern], {
      cwd: join(import.meta.dir, "../.."),
      env: { ...process.env, TEST_DRIVER: "pg" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const said = await new Response(run.stderr).text();
    expect(said).toContain("\n 0 fail\n");
    expect(await run.exited).toBe(0);
  },
  2 * SETUP_TIMEOUT_MS,
);
