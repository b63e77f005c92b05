/** Runs a program that may not be there. */

/** What it wrote; undefined when there is no such program, or it failed. */
export async function output(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  try {
    const child = Bun.spawn([...words], {
      env: { ...env },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "ignore",
    });
    const [text, code] = await Promise.all([child.stdout.text(), child.exited]);
    return code === 0 ? text.trim() : undefined;
  } catch {
    return undefined;
  }
}
