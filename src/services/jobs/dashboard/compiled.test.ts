import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = join(import.meta.dir, "fixtures/print-dashboard.ts");

test("a compiled binary, where none of the source is, has the page with all its scripts and styles", async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), "dashboard-"));
  const binary = join(elsewhere, "program");
  const printed = async (...command: string[]) => {
    const { stdout } = Bun.spawn(command, { cwd: elsewhere, stderr: "inherit" });
    return (await new Response(stdout).json()) as Record<string, string>;
  };
  const build = Bun.spawn([process.execPath, "build", "--compile", program, "--outfile", binary], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  expect(await build.exited).toBe(0);
  const [compiled, fromSource] = await Promise.all([printed(binary), printed(process.execPath, program)]);
  expect(Object.keys(fromSource)).toContain("sparkline.js");
  expect(compiled).toEqual(fromSource);
  await rm(elsewhere, { recursive: true });
}, 20_000);
