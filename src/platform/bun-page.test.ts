import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = join(import.meta.dir, "fixtures/print-page.ts");

/** Where none of the source is. */
let elsewhere: string;
beforeAll(async () => {
  elsewhere = await mkdtemp(join(tmpdir(), "page-"));
});
afterAll(() => rm(elsewhere, { recursive: true }));

const run = async (...command: string[]) =>
  await new Response(Bun.spawn(command, { cwd: elsewhere, stderr: "inherit" }).stdout).json();

const itsFiles = [
  { type: expect.stringMatching(/^text\/css/), text: expect.stringContaining("color:") },
  {
    type: expect.stringMatching(/^text\/javascript/),
    text: expect.stringContaining("hello from the script"),
  },
];

test("from source, a page is bundled when somebody looks", async () => {
  expect(await run(process.execPath, program)).toEqual(itsFiles);
});

test("a compiled binary carries its pages along", async () => {
  const binary = join(elsewhere, "program");
  const build = Bun.spawn([process.execPath, "build", "--compile", program, "--outfile", binary], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  expect(await build.exited).toBe(0);
  expect(await run(binary)).toEqual(itsFiles);
});
