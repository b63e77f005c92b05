/** `scaffold doctor`: what is missing or wrong on this machine or server, and what to do about it. */
import { type Config, describeConfig, diagnoseConfig, type Sources } from "../config.ts";
import type { Call } from "./command.ts";
import { type Check, type Probe, runProbes } from "./doctor/check.ts";
import { configurationChecks, dotEnvChecks, productionChecks } from "./doctor/configuration.ts";
import { databaseChecks, replicaChecks } from "./doctor/database.ts";
import { diskChecks } from "./doctor/disk.ts";
import { backupChecks, brokerChecks, collectorChecks, mailChecks, redisChecks } from "./doctor/peers.ts";

/** 1 when something is wrong; a warning is none. */
export async function run({ options, env }: Call): Promise<number> {
  const sources = { env, flags: options };
  const { values: config, problems } = diagnoseConfig(sources);
  const production = config.environment === "production";
  const probes = [
    { name: "configuration", run: async () => configurationChecks(problems) },
    { name: ".env", run: () => dotEnvChecks(env) },
    ...(production ? productionProbes(config, sources) : await developmentProbes(config, env)),
    ...peerProbes(config, production),
  ];
  const checks = await runProbes(probes);
  const isWrong = checks.some(({ state }) => state === "wrong");
  if (options.json === true)
    console.log(JSON.stringify({ ok: !isWrong, environment: config.environment, checks }));
  else console.log(asText(checks));
  return isWrong ? 1 : 0;
}

/** The generator, which these ask, is not for production: the image comes without what it needs. */
async function developmentProbes({ host, port, databaseUrl }: Config, env: Call["env"]): Promise<Probe[]> {
  const machine = await import("./doctor/machine.ts");
  return [
    { name: "bun", run: machine.bunChecks },
    { name: "packages", run: machine.packageChecks },
    { name: "docker", run: () => machine.dockerChecks(env) },
    { name: "port", run: () => machine.portChecks(host, port) },
    ...(databaseUrl === undefined
      ? [{ name: "embedded Postgres", run: () => machine.embeddedChecks(env) }]
      : []),
    { name: "generated code", run: () => machine.generatedChecks(databaseUrl) },
    { name: "git hooks", run: () => machine.hookChecks(env) },
    { name: "disk", run: () => diskChecks([".scaffold"]) },
  ];
}

const productionProbes = (config: Config, sources: Sources): Probe[] => [
  { name: "configuration", run: async () => productionChecks(config) },
  { name: "backup", run: () => backupChecks(config, isSet("BACKUP_URL", sources)) },
  {
    name: "disk",
    run: () => diskChecks(config.backupUrl.startsWith("s3://") ? ["."] : [".", config.backupUrl]),
  },
];

const isSet = (name: string, sources: Sources): boolean =>
  describeConfig(sources).some((setting) => setting.name === name && setting.source !== "default");

const peerProbes = (config: Config, production: boolean): Probe[] => [
  ...ifSet("database", config.databaseUrl, (url) => databaseChecks(url, production)),
  ...ifSet("replica", config.databaseReplicaUrl, replicaChecks),
  { name: "bunqueue", run: () => brokerChecks(config) },
  { name: "mail", run: () => mailChecks(config) },
  { name: "redis", run: () => redisChecks(config, production) },
  { name: "collector", run: () => collectorChecks(config, production) },
];

const ifSet = (
  name: string,
  url: string | undefined,
  run: (url: string) => ReturnType<Probe["run"]>,
): Probe[] => (url === undefined ? [] : [{ name, run: () => run(url) }]);

function asText(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const indent = " ".repeat("warning".length + width + 4);
  const lines = checks.flatMap(({ state, name, message, fix }) => [
    `${state.padEnd("warning".length)}  ${name.padEnd(width)}  ${message}`,
    ...(fix === undefined ? [] : [`${indent}${fix}`]),
  ]);
  const count = (wanted: Check["state"]) => checks.filter(({ state }) => state === wanted).length;
  return [...lines, "", `${count("wrong")} wrong, ${count("warning")} warnings, ${count("ok")} ok`].join(
    "\n",
  );
}
