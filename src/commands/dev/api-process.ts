/**
 * The API in a process of its own: Bun starts it anew whenever a file that it imported changes, generated repositories
 * included, while database and generator go on in the parent.
 */

export interface ApiOptions {
  readonly root: string;
  readonly host: string;
  readonly port: number;
  /** Of the configuration, as on the command line. */
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ApiProcess {
  /** Its URL, once it answers for the first time. Never, when it is stopped before. */
  readonly ready: Promise<string>;
  stop(): Promise<void>;
}

const POLL_MS = 20;
const STOP_LIMIT_MS = 1500;

export function startApi({ root, host, port, flags, env }: ApiOptions): ApiProcess {
  const child = Bun.spawn(
    [process.execPath, "--watch", "--no-clear-screen", "src/main.ts", "serve", ...flags],
    {
      cwd: root,
      env: { ...env, HOST: host, PORT: String(port), SHUTDOWN_LAME_DUCK_MS: "0" },
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  return { ready: answering(`http://${host}:${port}/`, child), stop: () => stop(child) };
}

function answering(url: string, child: Bun.Subprocess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const ask = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    const response = await fetch(`${url}health/live`).catch(() => undefined);
    if (response?.ok) resolve(url);
    else setTimeout(ask, POLL_MS);
  };
  void ask();
  return promise;
}

/** It drains by itself; a request that hangs must not keep a person waiting at a terminal. */
async function stop(child: Bun.Subprocess): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
  await child.exited;
  clearTimeout(timer);
}
