/** One row by its key, over ten connections, 64 calls at any time: what the layer costs over the bare driver. */
import { PreparedQuery } from "@pgtyped/runtime";
import { SQL } from "bun";
import pg from "pg";
import postgres from "postgres";
import { openDatabase } from "../src/database/index.ts";
import { bunSql } from "../src/platform/bun-sql.ts";
import * as users from "../src/repositories/users.ts";
import { type Contender, measure, throughput } from "./measure.ts";
import type { Section } from "./report.ts";

const CONNECTIONS = 10;
const CONCURRENCY = 64;

export interface SqlBench {
  readonly databaseUrl: string;
  readonly userIds: readonly string[];
  readonly rounds: number;
  readonly queriesPerRound: number;
}

interface OpenContender {
  readonly name: string;
  readonly query: (id: string) => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

export async function benchSql(options: SqlBench): Promise<Section> {
  const open = [scaffold, rawUnsafe, tagged, nodePostgres, postgresJs, pgtyped].map((make) =>
    make(options.databaseUrl),
  );
  const contenders = open.map(({ name, query }): Contender => ({ name, round: () => round(query, options) }));
  const results = await measure(contenders, { rounds: options.rounds, better: "more" });
  await Promise.all(open.map(({ close }) => close()));
  return { title: "One row by its key", unit: "queries/s", reference: "bun:sql, sql.unsafe", results };
}

function round(
  query: (id: string) => Promise<unknown>,
  { userIds, queriesPerRound }: SqlBench,
): Promise<number> {
  let next = 0;
  return throughput(() => query(userIds[next++ % userIds.length] ?? ""), queriesPerRound, CONCURRENCY);
}

const text = users.fetchUserByIdQuery.text;

function scaffold(url: string): OpenContender {
  const db = openDatabase({ url, poolMax: CONNECTIONS }, bunSql);
  return {
    name: "generated method",
    query: (id) => users.fetchUserById(db, { id }),
    close: () => db.close(),
  };
}

function rawUnsafe(url: string): OpenContender {
  const sql = new SQL({ url, max: CONNECTIONS });
  return { name: "bun:sql, sql.unsafe", query: (id) => sql.unsafe(text, [id]), close: () => sql.close() };
}

function tagged(url: string): OpenContender {
  const sql = new SQL({ url, max: CONNECTIONS });
  return {
    name: "bun:sql, tagged template",
    query: (id) =>
      sql`SELECT id, email, name, status, locale, preferences, email_verified_at, created_at, updated_at FROM users WHERE id = ${id} AND deleted_at IS NULL`,
    close: () => sql.close(),
  };
}

function nodePostgres(url: string): OpenContender {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS });
  return {
    name: "node-postgres, prepared",
    query: (id) => pool.query({ name: "fetch-user-by-id", text, values: [id] }),
    close: () => pool.end(),
  };
}

function postgresJs(url: string): OpenContender {
  const sql = postgres(url, { max: CONNECTIONS });
  return {
    name: "postgres.js",
    query: (id) => sql.unsafe(text, [id], { prepare: true }),
    close: () => sql.end(),
  };
}

/** As its documentation has it: a prepared query over a pool of node-postgres. */
function pgtyped(url: string): OpenContender {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS });
  const statement =
    "SELECT id, email, name, status, locale, preferences, email_verified_at, created_at, updated_at FROM users WHERE id = :id! AND deleted_at IS NULL";
  const at = statement.indexOf(":id!");
  const query = new PreparedQuery<{ id: string }, unknown>({
    usedParamSet: { id: true },
    params: [
      {
        name: "id",
        required: true,
        transform: { type: "scalar" },
        locs: [{ a: at, b: at + ":id!".length - 1 }],
      },
    ],
    statement,
  } as ConstructorParameters<typeof PreparedQuery>[0]);
  return {
    name: "@pgtyped/runtime over node-postgres",
    query: (id) => query.run({ id }, pool),
    close: () => pool.end(),
  };
}
