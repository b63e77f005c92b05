/** Loaded by `bun test` before the first file (bunfig.toml). Starts nothing: tests without a database stay instant. */
import { afterAll } from "bun:test";
import { stopSharedServer, useEnvironment } from "./shared-server.ts";

useEnvironment(process.env);
afterAll(stopSharedServer);
