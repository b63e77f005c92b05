/** A bundled API as a process, from the environment alone. Jobs are enqueued here, and run by `scaffold work` on Bun. */
import process from "node:process";
import { CommandError } from "../commands/command.ts";
import { type Config, ConfigError, readConfig } from "../config.ts";
import type { Runtime } from "../platform/platform.ts";
import { serveApi } from "./serve.ts";

type MakeRuntime = (files: typeof BUILT.files, assets: URL) => Runtime;

/** Ends the process: 0 after a signal, 1 for what is wrong with the configuration or the port. */
export async function serveBundle(makeRuntime: MakeRuntime, env: NodeJS.ProcessEnv): Promise<void> {
  try {
    const config = readConfig({ env });
    await serveApi(config, {
      runtime: makeRuntime(BUILT.files, new URL("assets/", import.meta.url)),
      databaseUrl: requireDatabase(config),
      migrations: BUILT.migrations,
    });
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof CommandError)) throw error;
    console.error([error.message, (error as CommandError).hint].filter(Boolean).join("\n"));
    process.exitCode = 1;
  }
}

function requireDatabase({ databaseUrl }: Config): string {
  if (databaseUrl !== undefined) return databaseUrl;
  throw new CommandError("DATABASE_URL is not set", {
    hint: "The embedded database is for development on Bun: `bun run dev`.",
  });
}
