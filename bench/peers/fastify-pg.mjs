/** Fastify with node-postgres, on Node: what most TypeScript back ends run on. */
import Fastify from "fastify";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const app = Fastify();

app.get(
  "/users/:id",
  { schema: { params: { type: "object", properties: { id: { type: "string", format: "uuid" } } } } },
  async (request) => {
    const { rows } = await pool.query({
      name: "user_by_id",
      text: "SELECT id, email, name, created_at FROM users WHERE id = $1",
      values: [request.params.id],
    });
    return rows[0];
  },
);

await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
