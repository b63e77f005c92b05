/**
 * `bun serve-workerd.ts <folder>`: a bundled worker on workerd, the runtime of Cloudflare Workers, as a process like the other
 * runtimes' (PORT, and a line of the log that says where it listens). Every variable of the configuration is handed on.
 */
import { readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { variables } from "../../config.ts";

const folder = resolve(process.argv[2] ?? ".");
/** Beside the modules: what it embeds has to be below it. */
const configuration = join(folder, `${process.pid}.capnp`);
await Bun.write(configuration, await capnp(folder));
const child = Bun.spawn(
  [join(import.meta.dir, "../../../node_modules/.bin/workerd"), "serve", "--control-fd=1", configuration],
  { stdio: ["ignore", "pipe", "inherit"] },
);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    console.log(JSON.stringify({ message: "stopping", signal }));
    child.kill(signal);
  });
}
await tell(child.stdout);
const code = await child.exited;
await rm(configuration);
process.exit(code);

async function capnp(folder: string): Promise<string> {
  const files = await readdir(folder);
  const modules = files.flatMap((name) => {
    const type = name.endsWith(".mjs") ? "esModule" : name.endsWith(".wasm") ? "wasm" : undefined;
    return type === undefined ? [] : [`(name = "${name}", ${type} = embed "${name}")`];
  });
  // The program comes first: it is what the worker exports.
  modules.sort((a, b) => Number(b.includes("server.mjs")) - Number(a.includes("server.mjs")));
  const { compatibility_date } = await wranglerConfig();
  const database = new URL(process.env.DATABASE_URL ?? "");
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"])),
    (name = "assets", disk = (path = "${join(folder, "assets")}")),
    (name = "postgres", external = (address = "${database.hostname}:${database.port || 5432}", tcp = ())),
  ],
  sockets = [(name = "http", address = "${process.env.HOST ?? "127.0.0.1"}:${process.env.PORT ?? 0}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [${modules.join(", ")}],
  compatibilityDate = "${compatibility_date}",
  bindings = [(name = "ASSETS", service = "assets"), ${hyperdrive(database)}, ${variablesGiven().join(", ")}],
);
`;
}

/** As Cloudflare binds it; here without a pool behind it. */
function hyperdrive({ pathname, username, password }: URL): string {
  const text = (value: string) => JSON.stringify(decodeURIComponent(value));
  return `(name = "HYPERDRIVE", hyperdrive = (designator = "postgres", scheme = "postgresql",
    database = ${text(pathname.slice(1))}, user = ${text(username)}, password = ${text(password)}))`;
}

function variablesGiven(): string[] {
  return Object.values(variables).flatMap(({ name }) => {
    const value = process.env[name];
    return value === undefined || name === "DATABASE_URL"
      ? []
      : [`(name = "${name}", text = ${JSON.stringify(value)})`];
  });
}

interface WranglerConfig {
  readonly compatibility_date: string;
}

async function wranglerConfig(): Promise<WranglerConfig> {
  return Bun.JSONC.parse(
    await Bun.file(join(import.meta.dir, "../../../infra/cloudflare/wrangler.jsonc")).text(),
  ) as WranglerConfig;
}

/** Its log goes on as it is; where it listens becomes the line that all runtimes write. */
async function tell(output: ReadableStream<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of output) {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) console.log(line.startsWith('{"event":"listen"') ? listening(line) : line);
  }
}

function listening(line: string): string {
  return JSON.stringify({ message: "listening", url: `http://127.0.0.1:${JSON.parse(line).port}/` });
}
