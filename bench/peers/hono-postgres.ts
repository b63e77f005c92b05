/** Hono with postgres.js, on Bun. */
import { Hono } from "hono";
import postgres from "postgres";
import { databaseUrl, port } from "./settings.ts";

const sql = postgres(databaseUrl, { max: 10 });

const app = new Hono().get("/users/:id", async (context) => {
  const [user] =
    await sql`SELECT id, email, name, created_at FROM users WHERE id = ${context.req.param("id")}`;
  return context.json(user);
});

Bun.serve({ hostname: "127.0.0.1", port, fetch: app.fetch });
