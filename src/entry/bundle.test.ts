/** What goes into bundles, and what does not. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { temporaryFolder } from "../testing/embedded.ts";
import { SETUP_TIMEOUT_MS } from "../testing/patience.ts";
import { type Bundle, bundle } from "./bundle.ts";

let folder: string;
let worker: Bundle;

beforeAll(async () => {
  folder = await temporaryFolder();
  worker = await bundle("workerd", join(folder, "workerd"));
}, SETUP_TIMEOUT_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

const gzipped = async (file: string) => Bun.gzipSync(await Bun.file(file).bytes()).length;

test("a repository alone is its statements and how they are bound: no parser, no generator, no driver", async () => {
  const { metafile } = await build({
    stdin: { contents: `export * from "../repositories/users.ts"`, resolveDir: import.meta.dir },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
  });
  expect(Object.keys(metafile.inputs).sort()).toEqual([
    "<stdin>",
    "src/database/codec.ts",
    "src/database/query.ts",
    "src/repositories/users.ts",
  ]);
});

test("a worker for the edge has none of the tools, and no worker of jobs", () => {
  const tools =
    /node_modules\/(@pgtyped|antlr4ts|libpg-query|node-pg-migrate|bunqueue|nodemailer|posthog-node|esbuild)\/|src\/(sqlgen|backup|jobs\/(worker|engines)|database\/(embedded|migrations))\b/;
  const inputs = Object.values(worker.metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  expect(used.length).toBeGreaterThan(100);
  expect(used.filter((path) => tools.test(path))).toEqual([]);
});

test("a worker for the edge is below 400 KB, compressed", async () => {
  expect(await gzipped(worker.file)).toBeLessThan(400_000);
});
