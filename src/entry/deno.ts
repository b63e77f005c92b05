/** The API on Deno, as `bun run bundle deno` puts it into dist/deno/server.mjs. */
import process from "node:process";
import { denoRuntime } from "../platform/deno.ts";
import { serveBundle } from "./serve-bundle.ts";

await serveBundle(denoRuntime, process.env);
