/** From the start of the process to the first answer, and what it holds of memory then. */
import { type Contender, measure } from "./measure.ts";
import { type Peer, startPeer } from "./peers/process.ts";
import type { Section } from "./report.ts";

const bun = process.execPath;

const contenders: readonly Peer[] = [
  { name: "Scaffold, from source", command: [bun, "../src/main.ts", "serve"] },
  { name: "Scaffold, compiled", command: ["../dist/scaffold", "serve"] },
];

export async function benchStart(databaseUrl: string, rounds: number): Promise<Section[]> {
  await Bun.$`make build`.cwd(`${import.meta.dir}/..`).quiet();
  const memory = new Map<string, number[]>();
  const starts = contenders.map((peer): Contender => {
    memory.set(peer.name, []);
    return { name: peer.name, round: () => millisecondsToAnswer(peer, databaseUrl, memory.get(peer.name)) };
  });
  const results = await measure(starts, { rounds, better: "less" });
  const idle = [...memory].map(([name, samples]) => {
    const best = Math.min(...samples);
    return {
      name,
      median: samples.sort((a, b) => a - b)[samples.length >> 1] ?? best,
      best,
      rounds: samples,
    };
  });
  return [
    { title: "Process start to first 200", unit: "ms", reference: "Scaffold, from source", results },
    { title: "Memory at rest", unit: "MiB", reference: "Scaffold, from source", results: idle },
  ];
}

async function millisecondsToAnswer(
  peer: Peer,
  databaseUrl: string,
  memory: number[] | undefined,
): Promise<number> {
  const start = performance.now();
  const running = await startPeer(peer, databaseUrl, "/health/live");
  const milliseconds = performance.now() - start;
  memory?.push((await running.residentKib()) / 1024);
  await running.stop();
  return milliseconds;
}
