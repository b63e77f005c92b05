/** Elysia with Drizzle over bun:sql: the usual choice on Bun. */
import { SQL } from "bun";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sql";
import { pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { Elysia, t } from "elysia";
import { databaseUrl, port } from "./settings.ts";

const users = pgTable("users", {
  id: uuid("id").primaryKey(),
  email: text("email").notNull(),
  name: text("name").notNull(),
  created_at: timestamp("created_at", { withTimezone: true }).notNull(),
});
const db = drizzle({ client: new SQL({ url: databaseUrl, max: 10 }) });

new Elysia()
  .get(
    "/users/:id",
    async ({ params }) => (await db.select().from(users).where(eq(users.id, params.id)))[0],
    {
      params: t.Object({ id: t.String({ format: "uuid" }) }),
    },
  )
  .listen({ hostname: "127.0.0.1", port });
