/**
 * Postgres' own programs, of the same major version as the server: an older pg_dump refuses it, and what a newer one
 * writes an older server may not take. They are used from the PATH, else out of the image of that version.
 */
import { type Environment, majorVersion, needImage, postgresImage } from "./run.ts";

type Program = "pg_dump" | "pg_restore" | "psql";

export interface Programs {
  /** For people: where they are from. */
  readonly from: string;
  /** The command line of one of them; `url` names the database that it works on, and its password goes by the environment. */
  command(program: Program, words: readonly string[], url?: string): Command;
}

export interface Command {
  readonly program: Program;
  readonly words: readonly string[];
  /** All of it; nothing is inherited. */
  readonly env: Environment;
}

/** @throws {BackupError} when they are neither here nor in a container to be had */
export async function findPrograms(major: number, env: Environment): Promise<Programs> {
  if ((await majorVersion("pg_dump", env)) === major) return local(env);
  const image = postgresImage(major);
  const hint = `pg_dump ${major} is not on the PATH: install postgresql-client-${major}, or start Docker, or use the image that \`docker build --target backup\` makes.`;
  await needImage(image, env, hint);
  return inContainer(image, env);
}

const local = (env: Environment): Programs => ({
  from: "the PATH",
  command: (program, words, url) => ({
    program,
    words: [program, ...connection(url), ...words],
    env: { ...env, ...passwordOf(url) },
  }),
});

const DOCKER_RUN = ["docker", "run", "--rm", "--interactive", "--env", "PGPASSWORD"];

/** The container shares the machine's network, so that the URL means the same inside. */
const inContainer = (image: string, env: Environment): Programs => ({
  from: `the image ${image}`,
  command: (program, words, url) => ({
    program,
    words: [...DOCKER_RUN, "--network", "host", image, program, ...connection(url), ...words],
    env: { ...env, ...passwordOf(url) },
  }),
});

/** Without the password, which every user of the machine could read in the list of processes. */
function connection(url: string | undefined): string[] {
  if (url === undefined) return [];
  const shown = new URL(url);
  shown.password = "";
  return ["--no-password", `--dbname=${shown.href}`];
}

const passwordOf = (url: string | undefined) =>
  url === undefined ? {} : { PGPASSWORD: decodeURIComponent(new URL(url).password) };
