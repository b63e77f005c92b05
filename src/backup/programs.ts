/**
 * Postgres' own programs, of the same major version as the server: an older pg_dump refuses it, and what a newer one
 * writes an older server may not take. They are used from the PATH, else out of the image of that version.
 */
import { BackupError } from "./errors.ts";

export interface Programs {
  /** "local", or the image's name. */
  readonly from: string;
  /** The command line that runs one of them against that database; the password goes by the environment. */
  command(program: "pg_dump" | "pg_restore", url: string, words: readonly string[]): Command;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Command {
  readonly words: readonly string[];
  /** All of it; nothing is inherited. */
  readonly env: Environment;
}

/** @throws {BackupError} when they are neither here nor in a container to be had */
export async function findPrograms(major: number, env: Environment): Promise<Programs> {
  if ((await majorOf(["pg_dump", "--version"], env)) === major) return local(env);
  const image = `postgres:${major}`;
  const inImage = await majorOf(["docker", "run", "--rm", image, "pg_dump", "--version"], env);
  if (inImage === major) return inContainer(image, env);
  throw new BackupError(`pg_dump ${major} is needed, and is neither on the PATH nor in the image ${image}`, {
    hint: `Install postgresql-client-${major}, or start Docker, or use the image that \`docker build --target backup\` makes.`,
  });
}

/** Undefined when the program is not there or fails. */
async function majorOf(words: string[], env: Environment): Promise<number | undefined> {
  if (Bun.which(words[0] ?? "", { PATH: env.PATH ?? "" }) === null) return undefined;
  const child = Bun.spawn(words, { env: { ...env }, stdout: "pipe", stderr: "ignore" });
  const [text, code] = await Promise.all([child.stdout.text(), child.exited]);
  const [, major] = /PostgreSQL\)? (\d+)/.exec(text) ?? [];
  return code === 0 && major !== undefined ? Number(major) : undefined;
}

const local = (env: Environment): Programs => ({
  from: "local",
  command: (program, url, words) => ({
    words: [program, ...connection(url), ...words],
    env: { ...env, ...passwordOf(url) },
  }),
});

/** The container shares the machine's network, so that the URL means the same inside. */
const inContainer = (image: string, env: Environment): Programs => ({
  from: image,
  command: (program, url, words) => {
    const run = ["docker", "run", "--rm", "--interactive", "--network", "host", "--env", "PGPASSWORD", image];
    return { words: [...run, program, ...connection(url), ...words], env: { ...env, ...passwordOf(url) } };
  },
});

/** Without the password, which every user of the machine could read in the list of processes. */
function connection(url: string): string[] {
  const shown = new URL(url);
  shown.password = "";
  return ["--no-password", `--dbname=${shown.href}`];
}

const passwordOf = (url: string) => ({ PGPASSWORD: decodeURIComponent(new URL(url).password) });
