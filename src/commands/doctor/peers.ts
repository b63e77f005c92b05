/** Whom the processes talk to besides the database: mail server, Redis, collector, and where backups are. */
import { once } from "node:events";
import { connect } from "node:net";
import { RedisClient } from "bun";
import { listBackups, openStore } from "../../backup/index.ts";
import type { Config } from "../../config.ts";
import { verifySmtp } from "../../mail/index.ts";
import { ago } from "../table.ts";
import { type Check, ok, warning, wrong } from "./check.ts";

const ANSWER_MS = 5000;

interface Peer {
  readonly name: string;
  readonly where: string;
  /** What to do when it does not answer. */
  readonly fix: string;
}

async function unlessItFails(peer: Peer, ask: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await ask();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [wrong(peer.name, `${peer.where}: ${reason}`, peer.fix)];
  }
}

export async function mailChecks({ smtpUrl }: Config): Promise<Check[]> {
  if (smtpUrl === undefined) return [];
  const { host: where } = new URL(smtpUrl);
  const fix = "Is SMTP_URL right (host, port, user, password), and does the firewall let it out?";
  return await unlessItFails({ name: "mail", where, fix }, async () => {
    await verifySmtp({ url: smtpUrl, timeoutMs: ANSWER_MS });
    return [ok("mail", `${where} takes our mails`)];
  });
}

export async function redisChecks({ redisUrl }: Config, production: boolean): Promise<Check[]> {
  if (redisUrl === undefined)
    return production
      ? [
          warning(
            "redis",
            "there is none: each process counts limits for itself",
            "Set REDIS_URL when more than one serves.",
          ),
        ]
      : [];
  const { host: where } = new URL(redisUrl);
  const fix = "Is Redis running there, and is REDIS_URL right?";
  const client = new RedisClient(redisUrl, { connectionTimeout: ANSWER_MS, autoReconnect: false });
  return await unlessItFails({ name: "redis", where, fix }, async () => {
    await client.connect();
    await client.send("PING", []);
    return [ok("redis", `${where} answers`), ...evictionChecks(await memoryOf(client))];
  }).finally(() => client.close());
}

/** Undefined where the account may not ask. */
const memoryOf = async (client: RedisClient): Promise<string | undefined> =>
  await client.send("INFO", ["memory"]).catch(() => undefined);

function evictionChecks(memory: string | undefined): Check[] {
  const [, policy] = /^maxmemory_policy:(\S+)/m.exec(memory ?? "") ?? [];
  const [, limit] = /^maxmemory:(\d+)/m.exec(memory ?? "") ?? [];
  if (policy === undefined || limit === undefined) return [];
  if (limit === "0")
    return [
      warning(
        "redis memory",
        "may grow without a limit",
        "maxmemory 256mb, as infra/redis/redis.conf has it.",
      ),
    ];
  if (policy !== "noeviction")
    return [ok("redis memory", `${Math.round(Number(limit) / 1e6)} MB, then ${policy}`)];
  return [
    wrong(
      "redis memory",
      "noeviction: when it is full, nothing is counted any more",
      "maxmemory-policy volatile-ttl, as infra/redis/redis.conf has it.",
    ),
  ];
}

export async function brokerChecks({ bunqueueUrl }: Config): Promise<Check[]> {
  if (bunqueueUrl === undefined) return [];
  const { hostname, port, host: where } = new URL(bunqueueUrl);
  const fix = "Is the bunqueue server running there, and is BUNQUEUE_URL right?";
  return await unlessItFails({ name: "bunqueue", where, fix }, async () => {
    const socket = connect({ host: hostname, port: Number(port || BUNQUEUE_PORT), timeout: ANSWER_MS });
    await once(socket, "connect", { signal: AbortSignal.timeout(ANSWER_MS) });
    socket.destroy();
    return [ok("bunqueue", `${where} answers`)];
  });
}

const BUNQUEUE_PORT = 6789;

/** An export of nothing, as OTLP/HTTP allows it. */
export async function collectorChecks(
  { otlpEndpoint, otlpHeaders }: Config,
  production: boolean,
): Promise<Check[]> {
  if (otlpEndpoint === undefined)
    return production
      ? [
          warning(
            "collector",
            "there is none: traces and metrics go nowhere",
            "Set OTEL_EXPORTER_OTLP_ENDPOINT.",
          ),
        ]
      : [];
  const url = `${otlpEndpoint.replace(/\/$/, "")}/v1/traces`;
  const fix = "Is the collector running there? Its OTLP/HTTP port is 4318 as a rule.";
  return await unlessItFails({ name: "collector", where: url, fix }, async () => {
    const { ok: taken, status } = await fetch(url, {
      method: "POST",
      headers: { ...otlpHeaders, "content-type": "application/json" },
      body: '{"resourceSpans":[]}',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return [taken ? ok("collector", `${url} takes traces`) : refusedCheck(url, status)];
  });
}

const refusedCheck = (url: string, status: number): Check =>
  wrong(
    "collector",
    `${url} answers ${status}`,
    status === 401 || status === 403
      ? "Are OTEL_EXPORTER_OTLP_HEADERS right?"
      : "Is OTEL_EXPORTER_OTLP_ENDPOINT the base address, without /v1/traces?",
  );

/** As the alert has it: nightly, with two hours for a bad night. */
const OLDEST_MS = 26 * 3_600_000;

/** @param configured somebody has said where they are kept */
export async function backupChecks(config: Config, configured: boolean): Promise<Check[]> {
  const store = openStore(config.backupUrl, {
    accessKeyId: config.s3AccessKeyId,
    secretAccessKey: config.s3SecretAccessKey,
    region: config.s3Region,
    endpoint: config.s3Endpoint,
  });
  const { backups, problems } = await listBackups(store);
  return [
    backups[0] === undefined
      ? noneCheck(store.where, configured)
      : ageCheck(store.where, backups[0].createdAt),
    ...problems.map((problem) =>
      wrong(
        "backup",
        problem,
        "`scaffold backup list` shows the others; `scaffold backup create` makes another.",
      ),
    ),
    ...(configured && config.backupRecipient === undefined
      ? [
          warning(
            "backup",
            "backups are readable for whoever gets them",
            "`scaffold backup keygen`, and set BACKUP_RECIPIENT.",
          ),
        ]
      : []),
  ];
}

const SCHEDULE = "`scaffold backup create`, every night: infra/ansible/roles/backup has the schedule.";

/** Where the API runs, nobody need know of them. */
const noneCheck = (where: string, configured: boolean): Check =>
  configured
    ? wrong("backup", `there is none in ${where}`, SCHEDULE)
    : warning(
        "backup",
        "BACKUP_URL is not set: whether there are any is not known here",
        "Ask where they are made: `docker compose run --rm backup list`.",
      );

function ageCheck(where: string, newest: string): Check {
  const at = new Date(newest);
  const message = `the newest in ${where} was made ${ago(at)}`;
  return Date.now() - at.getTime() > OLDEST_MS ? wrong("backup", message, SCHEDULE) : ok("backup", message);
}
