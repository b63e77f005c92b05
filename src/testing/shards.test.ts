import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "shards-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As many files as there can be runs, so that each has one. */
const suite = (last: string) => {
  const count = availableParallelism();
  for (let number = 1; number <= count; number++) {
    const body = number === count ? last : "expect(1).toBe(1)";
    writeFileSync(
      join(folder, `${number}.test.ts`),
      `import { expect, test } from "bun:test"; test("number ${number}", () => { ${body}; });`,
    );
  }
  const child = Bun.spawnSync([process.execPath, join(import.meta.dir, "shards.ts")], { cwd: folder });
  return { count, said: child.stderr.toString(), exitCode: child.exitCode };
};

test("all files run, each once, and the sums are those of one run", () => {
  const { count, said, exitCode } = suite("expect(2).toBe(2)");
  for (let number = 1; number <= count; number++) expect(said.split(`${number}.test.ts:\n`)).toHaveLength(2);
  expect(said).toContain(
    `\n ${count} pass\n 0 skip\n 0 fail\n ${count} expect() calls\nRan ${count} tests across ${count} files.`,
  );
  expect(exitCode).toBe(0);
});

test("one failure fails all of it, and is named at the end", () => {
  const { count, said, exitCode } = suite("expect(1).toBe(2)");
  expect(said).toContain(`\n 1 fail\n`);
  expect(said.slice(said.lastIndexOf("Ran 1 test "))).toContain(`(fail) number ${count}`);
  expect(exitCode).toBe(1);
});

test("what does not even load is a failure too", () => {
  expect(suite("} syntax error {").exitCode).toBe(1);
});
