/** Runs programs for the tests: what they say is kept, and a failure shows it. */

export interface Outcome {
  readonly code: number;
  /** Standard output, then standard error. */
  readonly output: string;
}

interface Options {
  readonly input?: string | Blob;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs to the end, whatever the exit code. */
export async function attempt(command: readonly string[], options: Options = {}): Promise<Outcome> {
  const { input = "", cwd = import.meta.dir, env = {} } = options;
  const child = Bun.spawn([...command], {
    cwd,
    env: { ...process.env, ...env },
    stdin: new Blob([input]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code, output: out + err };
}

/** @throws {Error} with everything it said, if the exit code is not 0 */
export async function run(command: readonly string[], options: Options = {}): Promise<string> {
  const { code, output } = await attempt(command, options);
  if (code !== 0) throw new Error(`${command.join(" ")}: exit code ${code}\n${output}`);
  return output;
}

/** What a program says, line by line, until nobody asks for more: then it is ended. */
export async function* lines(
  command: readonly string[],
  { env = {} }: Pick<Options, "env"> = {},
): AsyncGenerator<string> {
  const child = Bun.spawn([...command], {
    env: { ...process.env, ...env },
    stdout: "pipe",
    stderr: "ignore",
  });
  try {
    let rest = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      yield* parts;
    }
  } finally {
    child.kill();
    await child.exited;
  }
}
