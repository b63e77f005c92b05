/** Postgres refuses to run as root. So under root it runs as an account without rights, which must exist by name. */
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { EmbeddedPostgresError } from "./errors.ts";

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Undefined when the process is not root: then Postgres runs as whoever started it. */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  for (const wanted of ["nobody", "postgres"]) {
    const [, , uid, gid] = lines.find(([name]) => name === wanted) ?? [];
    if (Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new EmbeddedPostgresError(
    "Postgres does not run as root, and there is no account `nobody` or `postgres` to run it as",
    "Run this as an ordinary user, or set DATABASE_URL.",
  );
}

/** Asked of the system as that account: the rights of all folders above count, and lists that `stat` does not show. */
export function canUse(
  account: Account | undefined,
  { executable, folder }: { readonly executable?: string; readonly folder?: string },
): boolean {
  const script = '{ [ -z "$1" ] || test -x "$1"; } && { [ -z "$2" ] || test -w "$2"; }';
  const options = { ...account, cwd: "/" };
  return spawnSync("/bin/sh", ["-c", script, "sh", executable ?? "", folder ?? ""], options).status === 0;
}
