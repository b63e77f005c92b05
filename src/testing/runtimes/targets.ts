/** The runtimes, each as its users would start it: built once for a test run, into a folder of that run. */
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundle } from "../../entry/bundle.ts";

export interface Target {
  readonly name: string;
  /** Of its column in the README. */
  readonly title: string;
  /** Makes what is started, in a folder of its own, and gives the words that start it. */
  build(directory: string): Promise<readonly string[]>;
  /** What does not hold here, by the check's name, and why. */
  readonly gaps: Readonly<Record<string, string>>;
}

const ROOT = join(import.meta.dir, "../../..");
const bun = process.execPath;

/** Of the optional packages, or where there is none for this machine, the Node that is installed. */
const node = Bun.which("node", { PATH: join(ROOT, `node_modules/node-linux-${process.arch}/bin`) }) ?? "node";

export const targets: readonly Target[] = [
  {
    name: "bun",
    title: "Bun",
    build: async () => [bun, join(ROOT, "src/main.ts"), "serve"],
    gaps: {},
  },
  {
    name: "compiled",
    title: "Bun, compiled",
    async build(directory) {
      const binary = join(directory, "scaffold");
      await Bun.$`${bun} run compile --outfile ${binary}`.cwd(ROOT).quiet();
      return [binary, "serve"];
    },
    gaps: {},
  },
  {
    name: "deno",
    title: "Deno",
    async build(directory) {
      const { file } = await bundle("deno", directory);
      return [await denoProgram(), "run", ...DENO_FLAGS, `--allow-read=${directory}`, file];
    },
    gaps: {},
  },
  {
    name: "node",
    title: "Node",
    async build(directory) {
      const { file } = await bundle("node", directory);
      return [node, file];
    },
    gaps: {},
  },
  {
    name: "workerd",
    title: "Cloudflare Workers",
    async build(directory) {
      await wranglerDryRun(directory);
      await Bun.$`cp -R dist/workerd/assets ${directory}`.cwd(ROOT);
      return [bun, join(import.meta.dir, "serve-workerd.ts"), directory];
    },
    gaps: {
      "SIGTERM under load: who stops asking once it is not ready loses no request":
        "A worker hears of no signal, so it cannot say that it is not ready any more",
    },
  },
];

/** What `wrangler deploy` would upload. */
async function wranglerDryRun(directory: string): Promise<void> {
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  const config = "infra/cloudflare/wrangler.jsonc";
  // It asks nobody, and bundles with the Bun that runs this.
  const env = {
    ...process.env,
    PATH: `${dirname(bun)}:${process.env.PATH}`,
    WRANGLER_SEND_METRICS: "false",
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
  };
  await Bun.$`${node} ${wrangler} deploy --dry-run --outdir ${directory} -c ${config}`
    .cwd(ROOT)
    .env(env)
    .quiet();
}

/** What the API needs of Deno, and no more. */
const DENO_FLAGS = ["--unstable-no-legacy-abort", "--allow-net", "--allow-env", "--allow-sys"];

/** The program itself: what the package puts into .bin passes no signals on. */
async function denoProgram(): Promise<string> {
  const folder = join(ROOT, "node_modules/@deno");
  const [platform = ""] = await readdir(folder);
  return join(folder, platform, "deno");
}
