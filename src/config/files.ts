/**
 * Secrets as files: `DATABASE_URL_FILE=/run/secrets/database_url` stands for `DATABASE_URL`. That is how Docker, systemd
 * and vaults hand secrets over, so that no list of processes and no `docker inspect` shows them.
 */
import { readFileSync } from "node:fs";
import { ConfigError } from "./read.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const SUFFIX = "_FILE";

/**
 * The environment with every named variable whose value stands in a file. One newline at the file's end is not part of it.
 * @throws {ConfigError} when a file cannot be read, or when a variable is given both ways
 */
export function withFiles(names: readonly string[], env: Environment): Environment {
  const problems: string[] = [];
  const read = names
    .filter((name) => env[name + SUFFIX])
    .map((name) => {
      if (env[name]) problems.push(`${name} and ${name + SUFFIX} are both set: one of them is meant`);
      return [name, readValue(name + SUFFIX, env[name + SUFFIX] ?? "", problems)] as const;
    });
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...env, ...Object.fromEntries(read) };
}

function readValue(variable: string, path: string, problems: string[]): string | undefined {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    problems.push(`${variable}=${path}: the file cannot be read (${reason})`);
    return undefined;
  }
}
