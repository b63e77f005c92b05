/**
 * `bun run bundle [node] [deno] [workerd]`: the API as one file for a runtime, and beside it what browsers load, in
 * dist/<runtime>/. Bun needs none of this: it runs the source, or is compiled with it.
 */
import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { expectedMigrations } from "./api.ts";

export type BundleTarget = keyof typeof targets;

const ROOT = join(import.meta.dir, "../..");

/** CommonJS packages ask for Node's modules by `require`, which a module does not have. */
const WITH_REQUIRE = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;

const targets = {
  node: { conditions: ["node"], banner: { js: WITH_REQUIRE } },
  deno: { conditions: ["deno", "node"], banner: { js: WITH_REQUIRE } },
  workerd: {
    conditions: ["workerd", "node"],
    banner: { js: `import { createRequire } from "node:module"; const require = createRequire("file:///");` },
    // Elysia imports file-type for routes that take files, and none does.
    external: ["cloudflare:*", "pg-native", "file-type"],
    loader: { ".wasm": "copy" },
    // Names stay: Elysia goes by those of classes.
    minifyWhitespace: true,
    minifySyntax: true,
  },
} satisfies Record<string, BuildOptions>;

export interface Bundle {
  /** The program. */
  readonly file: string;
  /** What went into it. */
  readonly metafile: Metafile;
}

/** @param directory is emptied first */
export async function bundle(target: BundleTarget, directory: string): Promise<Bundle> {
  await rm(directory, { recursive: true, force: true });
  const files = { docs: await copyDocs(directory), account: await bundleAccountPage(directory) };
  const built = { migrations: await expectedMigrations(join(ROOT, "migrations")), files };
  const file = join(directory, "server.mjs");
  const { metafile } = await build({
    entryPoints: [join(import.meta.dir, `${target}.ts`)],
    outfile: file,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "es2024",
    define: { BUILT: JSON.stringify(built) },
    // ES modules where a package has both: what nobody uses of those is left out.
    mainFields: ["module", "main"],
    keepNames: true,
    external: ["pg-native"],
    metafile: true,
    logLevel: "warning",
    ...targets[target],
  });
  return { file, metafile };
}

const DOCS = ["swagger-ui-bundle.js", "swagger-ui.css"];

async function copyDocs(directory: string): Promise<readonly string[]> {
  const folder = join(directory, "assets/docs");
  await mkdir(folder, { recursive: true });
  const source = join(ROOT, "node_modules/swagger-ui-dist");
  await Promise.all(DOCS.map((name) => copyFile(join(source, name), join(folder, name))));
  return DOCS;
}

async function bundleAccountPage(directory: string): Promise<readonly string[]> {
  const folder = join(directory, "assets/account");
  await Bun.build({
    entrypoints: [join(ROOT, "src/pages/account/index.html")],
    outdir: folder,
    publicPath: "/",
    minify: true,
  });
  return (await readdir(folder)).filter((name) => name !== "index.html");
}

if (import.meta.main) {
  const known = Object.keys(targets);
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`there is no bundle for ${unknown.join(", ")}; there are: ${known.join(", ")}`);
    process.exit(2);
  }
  for (const target of (wanted.length === 0 ? known : wanted) as BundleTarget[]) {
    const { file } = await bundle(target, join(ROOT, "dist", target));
    const bytes = await Bun.file(file).bytes();
    const kilobytes = (size: number) => `${Math.round(size / 1000)} kB`;
    console.log(
      `dist/${target}/${basename(file)}: ${kilobytes(bytes.length)}, ${kilobytes(Bun.gzipSync(bytes).length)} compressed`,
    );
  }
}
