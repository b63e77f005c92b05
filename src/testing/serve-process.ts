/** `scaffold serve` (or `work`) as a process of its own, for what only a process shows: ports, signals, bytes on a socket. */
import { join } from "node:path";

export interface ServeProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly exited: Promise<number>;
  signal(name: "SIGTERM" | "SIGINT" | "SIGKILL"): void;
  /** What was logged so far, a parsed line each. */
  readonly log: readonly Record<string, unknown>[];
  /** Waits for a line with this message. */
  logged(message: string): Promise<Record<string, unknown>>;
}

const ROOT = join(import.meta.dir, "../..");

/** Resolves once it listens, on a free port unless `env` says which. */
export const startServe = (env: Readonly<Record<string, string>>): Promise<ServeProcess> =>
  startProcess("serve", { SHUTDOWN_LAME_DUCK_MS: "0", ...env });

/** Any command that listens, `work` as well. */
export const startProcess = (command: string, env: Readonly<Record<string, string>>): Promise<ServeProcess> =>
  startProgram([process.execPath, "src/main.ts", command], env);

/** Any program that says on standard output, as a line of the log, where it listens. */
export async function startProgram(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ServeProcess> {
  const child = Bun.spawn([...words], {
    cwd: ROOT,
    env: { ...process.env, PORT: "0", LOG_FORMAT: "json", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const log: Record<string, unknown>[] = [];
  const waiting = new Map<string, (line: Record<string, unknown>) => void>();
  void readLines(child.stdout, (line) => {
    log.push(line);
    waiting.get(String(line.message))?.(line);
  });

  const logged = (message: string) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const line = log.find((each) => each.message === message);
      if (line !== undefined) resolve(line);
      else waiting.set(message, resolve);
      void child.exited.then((code) =>
        reject(new Error(`${words.join(" ")} ended with ${code} and never said "${message}"`)),
      );
    });

  const { url } = await logged("listening");
  return {
    url: String(url),
    port: Number(new URL(String(url)).port),
    pid: child.pid,
    exited: child.exited,
    signal: (name) => child.kill(name),
    log,
    logged,
  };
}

/** One that is expected to end by itself: its code and what it said. */
export async function failToServe(env: Readonly<Record<string, string>>, flags: readonly string[] = []) {
  const child = Bun.spawn([process.execPath, "src/main.ts", "serve", ...flags], {
    cwd: ROOT,
    env: { ...process.env, LOG_FORMAT: "json", ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [code, said] = await Promise.all([child.exited, new Response(child.stderr).text()]);
  return { code, said };
}

async function readLines(stream: ReadableStream<Uint8Array>, take: (line: Record<string, unknown>) => void) {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(JSON.parse(line));
  }
}
