/**
 * The same API on every runtime: how long it takes to the first answer, what it holds of memory then, how many authenticated
 * one-row requests it serves, and how large what is deployed is. Workers run on workerd, started by a small program on Bun.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type Target, targets } from "../src/testing/runtimes/targets.ts";
import { load } from "./load.ts";
import { type Contender, measure, median, type Result } from "./measure.ts";
import { type Peer, startPeer } from "./peers/process.ts";
import type { Section } from "./report.ts";

export interface RuntimesBench {
  readonly databaseUrl: string;
  readonly userId: string;
  /** Of a session that may read every account. */
  readonly token: string;
  /** Where what is built goes. */
  readonly directory: string;
  readonly rounds: number;
  /** Of each round. */
  readonly seconds: number;
}

const CONNECTIONS = 16;
const REFERENCE = "Bun";

export async function benchRuntimes(options: RuntimesBench): Promise<Section[]> {
  const peers: Peer[] = [];
  const sizes: Result[] = [];
  for (const target of targets) {
    const directory = join(options.directory, target.name);
    peers.push({ name: target.title, command: await target.build(directory) });
    sizes.push(...(await sizeOf(target, directory)));
  }
  return [
    ...(await coldStarts(peers, options)),
    ...(await throughputs(peers, options)),
    { title: "What is deployed, compressed", unit: "kB", reference: "Bun, compiled", results: sizes },
  ];
}

async function coldStarts(
  peers: readonly Peer[],
  { databaseUrl, rounds }: RuntimesBench,
): Promise<Section[]> {
  const memory = new Map<string, number[]>(peers.map(({ name }) => [name, []]));
  const contenders = peers.map((peer): Contender => {
    const round = async () => {
      const start = performance.now();
      const running = await startPeer(peer, databaseUrl, "/health/live");
      const milliseconds = performance.now() - start;
      memory.get(peer.name)?.push((await running.residentKib()) / 1024);
      await running.stop();
      return milliseconds;
    };
    return { name: peer.name, round };
  });
  const results = await measure(contenders, { rounds, better: "less" });
  const resident = [...memory].map(([name, samples]) => resultOf(name, samples));
  return [
    { title: "Process start to first 200, by runtime", unit: "ms", reference: REFERENCE, results },
    { title: "Memory at rest, by runtime", unit: "MiB", reference: REFERENCE, results: resident },
  ];
}

async function throughputs(peers: readonly Peer[], options: RuntimesBench): Promise<Section[]> {
  const path = `/users/${options.userId}`;
  const headers = { authorization: `Bearer ${options.token}` };
  const running = await Promise.all(peers.map((peer) => startPeer(peer, options.databaseUrl, path, headers)));
  try {
    const costs = new Map<string, number[]>(running.map(({ name }) => [name, []]));
    const contenders = running.map(({ name, port, processorMs }): Contender => {
      const round = async () => {
        const before = await processorMs();
        const { requests, requestsPerSecond, failures } = await load({
          port,
          path,
          headers,
          seconds: options.seconds,
          connections: CONNECTIONS,
        });
        if (failures > 0) throw new Error(`${name} failed ${failures} requests`);
        costs.get(name)?.push((((await processorMs()) - before) / requests) * 1000);
        return requestsPerSecond;
      };
      return { name, round };
    });
    const results = await measure(contenders, { rounds: options.rounds, better: "more" });
    // The first round warms up.
    const prices = [...costs].map(([name, [, ...rounds]]) => resultOf(name, rounds));
    return [
      { title: "One row over HTTP, by runtime", unit: "requests/s", reference: REFERENCE, results },
      { title: "Its price in processor time", unit: "µs a request", reference: REFERENCE, results: prices },
    ];
  } finally {
    await Promise.all(running.map((peer) => peer.stop()));
  }
}

/** Of the one file that is the program; nothing for what runs from source. */
async function sizeOf({ title }: Target, directory: string): Promise<Result[]> {
  for (const name of ["server.mjs", "scaffold"]) {
    const file = join(directory, name);
    const exists = await stat(file).catch(() => null);
    if (exists !== null) {
      const bytes = Bun.gzipSync(await Bun.file(file).bytes()).length;
      return [resultOf(title, [bytes / 1000])];
    }
  }
  return [];
}

function resultOf(name: string, rounds: readonly number[]): Result {
  return { name, median: median(rounds), best: Math.min(...rounds), rounds };
}
