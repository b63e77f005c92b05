/** What the database part promises holds over pg as well: its own tests, once more. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { SETUP_TIMEOUT_MS } from "../testing/patience.ts";

const files = ["pool", "transaction", "faults"].map((name) => `src/database/${name}.test.ts`);

test(
  "the pool, transactions and faults, over pg",
  async () => {
    const run = Bun.spawn([process.execPath, "test", ...files], {
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
