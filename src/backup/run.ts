/** Runs other people's programs to their end. */
import { BackupError } from "./errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What it wrote. @throws {BackupError} with what it complained of */
export async function run(words: readonly string[], env: Environment, hint = ""): Promise<string> {
  const child = spawn(words, env, hint);
  const [text, complaint, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (code === 0) return text;
  throw new BackupError(`${words.slice(0, 2).join(" ")} failed (exit code ${code}): ${complaint.trim()}`, {
    hint,
  });
}

function spawn(words: readonly string[], env: Environment, hint: string) {
  try {
    return Bun.spawn([...words], { env: { ...env }, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  } catch (cause) {
    throw new BackupError(`${words[0]} cannot be run`, { hint, cause });
  }
}

/** The major version that one of Postgres' programs says it is; undefined when it is not on the PATH. */
export async function majorVersion(program: string, env: Environment): Promise<number | undefined> {
  if (Bun.which(program, { PATH: env.PATH ?? "" }) === null) return undefined;
  const [, major] = /PostgreSQL\) (\d+)/.exec(await run([program, "--version"], env)) ?? [];
  return major === undefined ? undefined : Number(major);
}

export const postgresImage = (major: number) => `postgres:${major}`;

/** Fetches the image if it is not there. @throws {BackupError} when it cannot be had */
export async function needImage(image: string, env: Environment, hint: string): Promise<void> {
  const there = await run(["docker", "images", "--quiet", image], env, hint);
  if (there.trim() === "") await run(["docker", "pull", "--quiet", image], env, hint);
}
