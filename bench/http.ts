/**
 * One row over HTTP. Scaffold's request is authenticated by its session (a query of its own), permission-checked,
 * validated, traced (to a collector on loopback) and logged; its peers do nothing but answer.
 */
import { type LoadResult, load } from "./load.ts";
import { type Contender, measure, median, quantile, type Result } from "./measure.ts";
import { type Peer, type RunningPeer, startPeer } from "./peers/process.ts";
import type { Section } from "./report.ts";

export interface HttpBench {
  readonly databaseUrl: string;
  readonly userId: string;
  /** Of a session that may read every account. */
  readonly token: string;
  readonly rounds: number;
  readonly warmUps: number;
  /** Of each round. */
  readonly seconds: number;
}

interface HttpPeer extends Peer {
  /** "/users/<id>" unless it says otherwise. */
  readonly path?: (userId: string) => string;
}

const CONNECTIONS = 16;
const bun = process.execPath;

const COLLECTOR: Peer = { name: "collector", command: [bun, "peers/collector.ts"] };

const TWO_QUERIES = { traced: "Scaffold", untraced: "Scaffold, tracing off" };
const ONE_QUERY = { traced: "Scaffold, one query", untraced: "Scaffold, one query, tracing off" };

const peers = (collector: number): HttpPeer[] => [
  { name: "bare Bun.serve + bun:sql", command: [bun, "peers/bare.ts"] },
  { name: "bare, two queries", command: [bun, "peers/bare.ts"], path: (id) => `/twice/${id}` },
  scaffold(TWO_QUERIES.traced, traced(collector)),
  scaffold(TWO_QUERIES.untraced, UNTRACED),
  { ...scaffold(ONE_QUERY.traced, traced(collector)), path: session },
  { ...scaffold(ONE_QUERY.untraced, UNTRACED), path: session },
  { name: "Elysia + Drizzle (bun:sql)", command: [bun, "peers/elysia-drizzle.ts"] },
  { name: "Hono + postgres.js, on Bun", command: [bun, "peers/hono-postgres.ts"] },
  { name: "Fastify + pg, on Node", command: ["node", "peers/fastify-pg.mjs"] },
];

const traced = (collector: number) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector}` });
const UNTRACED = { OTEL_TRACES_SAMPLER_ARG: "0" };
const session = () => "/session";

/** What production asks for, so that nothing of development is measured. */
const PRODUCTION = {
  NODE_ENV: "production",
  LOG_FORMAT: "json",
  APP_URL: "https://app.example.test",
  SMTP_URL: "smtp://127.0.0.1:25",
};

function scaffold(name: string, settings: Readonly<Record<string, string>>): HttpPeer {
  const words = Object.entries({ ...PRODUCTION, ...settings });
  return {
    name,
    command: ["env", ...words.map(([key, value]) => `${key}=${value}`), bun, "../src/main.ts", "serve"],
  };
}

export async function benchHttp(options: HttpBench): Promise<Section[]> {
  const pathOf = ({ path = (id) => `/users/${id}` }: HttpPeer) => path(options.userId);
  const headers = { authorization: `Bearer ${options.token}` };
  const collector = await startPeer(COLLECTOR, options.databaseUrl, "/v1/traces");
  const all = peers(collector.port);
  const running: RunningPeer[] = [];
  try {
    const contenders: Contender[] = [];
    const costs = new Map<string, number[]>();
    for (const peer of all) {
      const { name } = peer;
      const path = pathOf(peer);
      const started = await startPeer(peer, options.databaseUrl, path, headers);
      running.push(started);
      const requestCost: number[] = [];
      costs.set(name, requestCost);
      contenders.push({
        name,
        async round() {
          const before = await started.processorMs();
          const load = { name, port: started.port, path, headers, seconds: options.seconds };
          const { requests, requestsPerSecond } = await answered(load);
          requestCost.push(((await started.processorMs()) - before) / requests);
          return requestsPerSecond;
        },
      });
    }
    const { rounds, warmUps } = options;
    const results = await measure(contenders, { rounds, warmUps, better: "more" });
    return [
      {
        title: "One row over HTTP",
        unit: "requests/s",
        reference: "bare Bun.serve + bun:sql",
        results,
        remarks: [
          `Tracing costs, request of one query: ${priceOfTracing(results, ONE_QUERY)}.`,
          `Tracing costs, request of two: ${priceOfTracing(results, TWO_QUERIES)}.`,
        ],
      },
      {
        title: "Its price: processor of the server alone, which others on the machine change less",
        unit: "µs a request",
        reference: "bare, two queries",
        results: [...costs].map(([name, all]) => priceOf(name, all.slice(warmUps))),
      },
      {
        title: "Memory after that",
        unit: "MiB",
        reference: "bare Bun.serve + bun:sql",
        results: await memory(running),
      },
    ];
  } finally {
    await Promise.all([collector, ...running].map((peer) => peer.stop()));
  }
}

interface Round {
  readonly name: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
}

async function answered({ name, ...round }: Round): Promise<LoadResult> {
  const result = await load({ ...round, connections: CONNECTIONS });
  if (result.failures > 0) throw new Error(`${name} failed ${result.failures} requests`);
  return result;
}

/** Compared round by round, as what else the machine does changes from round to round. */
function priceOfTracing(results: readonly Result[], { traced, untraced }: typeof ONE_QUERY): string {
  const roundsOf = (wanted: string) => results.find(({ name }) => name === wanted)?.rounds ?? [];
  const without = roundsOf(untraced);
  const shares = roundsOf(traced).map((each, round) => 1 - each / (without[round] ?? Number.NaN));
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return `${percent(median(shares))} of throughput (half of the rounds: ${percent(quantile(shares, 0.25))} to ${percent(quantile(shares, 0.75))})`;
}

/** @param rounds in milliseconds */
function priceOf(name: string, rounds: readonly number[]): Result {
  const microseconds = rounds.map((each) => each * 1000);
  return { name, median: median(microseconds), best: Math.min(...microseconds), rounds: microseconds };
}

async function memory(running: readonly RunningPeer[]) {
  return await Promise.all(
    running.map(async ({ name, residentKib }) => {
      const mebibytes = (await residentKib()) / 1024;
      return { name, median: mebibytes, best: mebibytes, rounds: [mebibytes] };
    }),
  );
}
