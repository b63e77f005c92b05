/** Bun.serve and bun:sql, nothing else: no validation, no traces, no logs, no errors. The anchor of all ratios. */
import { SQL } from "bun";
import { databaseUrl, port } from "./settings.ts";

const sql = new SQL({ url: databaseUrl, max: 10 });
const byId = "SELECT id, email, name, created_at FROM users WHERE id = $1";

Bun.serve({
  hostname: "127.0.0.1",
  port,
  routes: {
    "/users/:id": async (request) => {
      const [user] = await sql.unsafe(byId, [request.params.id]);
      return Response.json(user);
    },
    "/twice/:id": async (request) => {
      await sql.unsafe(byId, [request.params.id]);
      const [user] = await sql.unsafe(byId, [request.params.id]);
      return Response.json(user);
    },
  },
});
