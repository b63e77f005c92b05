/** Deno: the app behind Deno.serve, Postgres through pg. */
import { readFile } from "node:fs/promises";
import { type BuiltFiles, builtFiles } from "./built-files.ts";
import { pgSql } from "./pg-sql.ts";
import type { Handler, Runtime, Served, ServeOptions } from "./platform.ts";
import { portable } from "./portable.ts";
import { wasmPasswordHasher } from "./wasm-password.ts";

/** As much of it as is used here. */
declare const Deno: {
  serve(
    options: { hostname: string; port: number; signal: AbortSignal; onListen: () => void },
    handler: (request: Request, info: { remoteAddr: { hostname: string } }) => Promise<Response>,
  ): { addr: { port: number }; shutdown(): Promise<void> };
};

/** @param assets where the bundler put what browsers load */
export const denoRuntime = (files: BuiltFiles, assets: URL): Runtime => ({
  driver: pgSql,
  platform(parts) {
    const peers = new WeakMap<Request, string>();
    return portable(parts, {
      ...builtFiles(files, (path) => readFile(new URL(path, assets))),
      passwordHasher: wasmPasswordHasher,
      peerAddress: (request) => peers.get(request) ?? null,
      serve: async (handler, options) => listen(handler, options, peers),
    });
  },
});

function listen(handler: Handler, { host, port }: ServeOptions, peers: WeakMap<Request, string>): Served {
  const cut = new AbortController();
  const options = { hostname: host, port, signal: cut.signal, onListen: () => undefined };
  const server = Deno.serve(options, (request, { remoteAddr }) => {
    peers.set(request, remoteAddr.hostname);
    return handler(request);
  });
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${server.addr.port}/`,
    async stop(graceMs) {
      const timer = setTimeout(() => cut.abort(), graceMs);
      await server.shutdown();
      clearTimeout(timer);
    },
  };
}
