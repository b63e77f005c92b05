/** A process that is told to stop. */
import { expect } from "bun:test";
import { untilWaiting } from "../../locks.ts";
import { Api } from "../api.ts";
import type { Checks } from "../check.ts";
import { signedIn } from "../people.ts";
import { until } from "../until.ts";

const CLIENTS = 4;

export const stopping: Checks = {
  "SIGTERM: what is in flight is finished, and the code is 0": async ({ start, stage }) => {
    const process = await start();
    const api = new Api(process.url);
    const { id, token } = await signedIn(stage);
    const { sql } = stage.database;
    const { promise: slow, resolve } = Promise.withResolvers<Promise<number>>();
    await sql.begin(async (tx) => {
      await tx`SELECT FROM users WHERE id = ${id} FOR UPDATE`;
      const rename = api.ask("PATCH", "/me", { token, body: { name: "Last" } }).then(({ status }) => status);
      resolve(rename);
      await untilWaiting(sql, 1, rename);
      process.signal("SIGTERM");
      await process.logged("stopping");
    });
    expect(await slow).toBe(200);
    expect(await process.exited).toBe(0);
    expect(await sql`SELECT name FROM users WHERE id = ${id}`).toEqual([{ name: "Last" }]);
  },

  "SIGTERM under load: who stops asking once it is not ready loses no request": async ({ start }) => {
    const process = await start({ SHUTDOWN_LAME_DUCK_MS: "500" });
    const api = new Api(process.url);
    await api.ask("GET", "/health/ready");
    const clients = Array.from({ length: CLIENTS }, () => askUntilNotReady(api));
    process.signal("SIGTERM");
    await Promise.all(clients);
    await until(() => isRefused(api));
    expect(await process.exited).toBe(0);
  },

  "a port that is taken is an error that names it": async ({ api, start }) => {
    const failed = start({ PORT: String(api.port) });
    const end = await failed.then(
      () => "started",
      (error: Error) => error.message,
    );
    expect(end).toContain("ended with 1");
  },
};

const isRefused = (api: Api): Promise<boolean> =>
  api.ask("GET", "/health/live").then(
    () => false,
    () => true,
  );

/** As a load balancer: asks whether it is ready, sends a request, and stops once it is not. A request that is lost throws. */
async function askUntilNotReady(api: Api): Promise<void> {
  while ((await api.ask("GET", "/health/ready")).status === 200) {
    expect((await api.ask("GET", "/docs/json")).status).toBe(200);
  }
}
