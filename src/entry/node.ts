/** The API on Node, as `bun run bundle node` puts it into dist/node/server.mjs. */
import process from "node:process";
import { nodeRuntime } from "../platform/node.ts";
import { serveBundle } from "./serve-bundle.ts";

await serveBundle(nodeRuntime, process.env);
