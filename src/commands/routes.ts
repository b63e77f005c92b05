/** `scaffold routes`: method, path, who may call it, and what it is for. Needs neither a database nor a port. */
import { createApp } from "../app.ts";
import { readConfig } from "../config.ts";
import { assembleApi } from "../entry/api.ts";
import { bunRuntime } from "../platform/bun.ts";
import { accessOf } from "../plugins/auth.ts";
import { detailOf } from "../plugins/route.ts";
import type { Call } from "./command.ts";

interface Row {
  readonly method: string;
  readonly path: string;
  readonly access: string;
  readonly summary: string;
}

export async function run({ options, env }: Call): Promise<number> {
  const rows = await routeRows(env, options);
  console.log(options.json === true ? JSON.stringify(rows, null, 2) : asText(rows));
  return 0;
}

async function routeRows(env: Call["env"], flags: Call["options"]): Promise<Row[]> {
  const config = readConfig({ env, flags });
  const { platform } = await assembleApi(config, {
    runtime: bunRuntime,
    databaseUrl: "postgres://nowhere",
    write: () => {},
    migrations: [],
  });
  return createApp(platform).routes.map((route) => ({
    method: route.method,
    path: route.path,
    access: accessOf(route) ?? "",
    summary: String(detailOf(route).summary ?? ""),
  }));
}

function asText(rows: readonly Row[]): string {
  const width = (column: keyof Row) => Math.max(...rows.map((row) => row[column].length));
  const [method, path, access] = [width("method"), width("path"), width("access")];
  return rows
    .map(
      (row) =>
        `${row.method.padEnd(method)}  ${row.path.padEnd(path)}  ${row.access.padEnd(access)}  ${row.summary}`,
    )
    .map((line) => line.trimEnd())
    .join("\n");
}
