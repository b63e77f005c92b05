/** A process that is told to stop. */
import { expect } from "bun:test";
import { untilWaiting } from "../../locks.ts";
import { Api } from "../api.ts";
import type { Checks } from "../check.ts";
import { signedIn } from "../people.ts";
import { until } from "../until.ts";

const CLIENTS = 4;

export const stopping: Checks = {
  "SIGTERM under load: what is in flight is finished, who stops asking in time loses nothing, the code is 0":
    async ({ start, stage }) => {
      const idle = await start();
      idle.signal("SIGTERM");
      expect(await idle.exited).toBe(0);
      const process = await start({ SHUTDOWN_LAME_DUCK_MS: "500" });
      const api = new Api(process.url);
      const clients = Array.from({ length: CLIENTS }, () => askUntilNotReady(api));
      const { id, token } = await signedIn(stage);
      const { sql } = stage.database;
      const { promise: slow, resolve } = Promise.withResolvers<Promise<number>>();
      await sql.begin(async (tx) => {
        await tx`SELECT FROM users WHERE id = ${id} FOR UPDATE`;
        const rename = api
          .ask("PATCH", "/me", { token, body: { name: "Last" } })
          .then(({ status }) => status);
        resolve(rename);
        await untilWaiting(sql, 1, rename);
        process.signal("SIGTERM");
        await Promise.all(clients);
        await until(
          async () =>
            await api.ask("GET", "/health/live").then(
              () => false,
              () => true,
            ),
        );
      });
      expect(await slow).toBe(200);
      expect(await process.exited).toBe(0);
      expect(await stage.database.sql`SELECT name FROM users WHERE id = ${id}`).toEqual([{ name: "Last" }]);
    },

  "a port that is taken is an error that names it": async ({ api, start }) => {
    const failed = start({ PORT: String(api.port) });
    expect(
      await failed.then(
        () => "started",
        (error: Error) => error.message,
      ),
    ).toContain("ended with 1");
  },
};

/** As a load balancer: asks whether it is ready, sends a request, and stops once it is not. A request that is lost throws. */
async function askUntilNotReady(api: Api): Promise<void> {
  while ((await api.ask("GET", "/health/ready")).status === 200) {
    expect((await api.ask("GET", "/docs/json")).status).toBe(200);
  }
}
