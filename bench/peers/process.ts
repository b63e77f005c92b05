/** Peers run in processes of their own, each as its users would start it. */
import { join } from "node:path";
import { freePort } from "../../src/testing/port.ts";

export interface Peer {
  readonly name: string;
  /** The words that start it, run in bench/. */
  readonly command: readonly string[];
}

export interface RunningPeer {
  readonly name: string;
  readonly port: number;
  /** Kibibytes of resident memory, as the kernel counts them now. */
  residentKib(): Promise<number>;
  /** Milliseconds of processor that it has used so far, all its threads together. */
  processorMs(): Promise<number>;
  stop(): Promise<void>;
}

const STARTUP_LIMIT_MS = 20_000;
const MS_PER_TICK = 10;

/** Starts a peer on a free port and waits until `path` answers 200 there. */
export async function startPeer(
  peer: Peer,
  databaseUrl: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RunningPeer> {
  const port = await freePort();
  const child = Bun.spawn([...peer.command], {
    cwd: join(import.meta.dir, ".."),
    env: { ...process.env, PORT: String(port), DATABASE_URL: databaseUrl },
    stdout: "ignore",
    stderr: "inherit",
  });
  await untilAnswering({ name: peer.name, url: `http://127.0.0.1:${port}${path}`, headers, child });
  return {
    name: peer.name,
    port,
    residentKib: async () => {
      const status = await Bun.file(`/proc/${await innermost(child.pid)}/status`).text();
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN);
    },
    processorMs: async () => {
      const status = await Bun.file(`/proc/${await innermost(child.pid)}/stat`).text();
      // After the name, which may hold anything: see proc_pid_stat(5), utime and stime.
      const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
      return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
    },
    stop: async () => {
      child.kill();
      await child.exited;
    },
  };
}

/** The process that does the work, where another one started it. */
async function innermost(pid: number): Promise<number> {
  const children = await Bun.file(`/proc/${pid}/task/${pid}/children`).text();
  const [first] = children.split(" ").filter(Boolean);
  return first === undefined ? pid : await innermost(Number(first));
}

interface Starting {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly child: Bun.Subprocess;
}

async function untilAnswering({ name, url, headers, child }: Starting): Promise<void> {
  const limit = performance.now() + STARTUP_LIMIT_MS;
  while (performance.now() < limit && child.exitCode === null) {
    const response = await fetch(url, { headers }).catch(() => undefined);
    if (response?.status === 200) return;
    await Bun.sleep(2);
  }
  child.kill();
  throw new Error(`${name} does not answer 200 to ${url}`);
}
