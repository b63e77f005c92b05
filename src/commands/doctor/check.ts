/** What a check of `scaffold doctor` finds: one line, and one on what to do when all is not well. */

export interface Check {
  readonly name: string;
  readonly state: "ok" | "warning" | "wrong";
  readonly message: string;
  readonly fix?: string;
}

/** Gives any number of checks, and none where there is nothing to look at. */
export interface Probe {
  readonly name: string;
  readonly run: () => Promise<readonly Check[]>;
}

export const ok = (name: string, message: string): Check => ({ name, state: "ok", message });

export const warning = (name: string, message: string, fix: string): Check => ({
  name,
  state: "warning",
  message,
  fix,
});

export const wrong = (name: string, message: string, fix: string): Check => ({
  name,
  state: "wrong",
  message,
  fix,
});

/** Longer than anything should need that is asked here. */
const LIMIT_MS = 30_000;

/** All at once. One that fails in a way that it does not know is a finding, and so is one that does not end. */
export async function runProbes(probes: readonly Probe[]): Promise<Check[]> {
  const checks = await Promise.all(
    probes.map(({ name, run }) =>
      within(run()).catch((error: Error & { readonly hint?: string }) => [
        wrong(name, error.message, error.hint || "`scaffold doctor --json` and the logs may say more."),
      ]),
    ),
  );
  return checks.flat();
}

async function within<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  return await Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
