/**
 * The only reader of the environment: every variable with its type, default, unit and meaning in one table.
 * `.env.example` and the README's table are written from it (`scaffold config docs`), so they cannot lie.
 */
import {
  addresses,
  boolean,
  choice,
  decimal,
  define,
  integer,
  keyValues,
  matching,
  optional,
  queueLimits,
  sender,
  text,
  url,
  type Variable,
} from "./config/kinds.ts";
import {
  describeVariables,
  diagnoseVariables,
  readVariables,
  type Setting,
  type Sources,
  type Values,
} from "./config/read.ts";

export { ConfigError, flagOf, type Setting, type Sources } from "./config/read.ts";

const port = integer(0, 65_535);
const milliseconds = integer(0, 3_600_000);
const timeLimit = integer(1, 3_600_000);
const seconds = integer(1, 34_560_000);
const postgresUrl = url("postgres", "postgresql");
const ageRecipient = matching(/^age1[0-9a-z]+$/, "an age public key (age1…)");
const ageIdentity = matching(/^AGE-SECRET-KEY-1[0-9A-Z]+$/, "an age private key (AGE-SECRET-KEY-1…)");
const backupPlace = matching(
  /^(s3:\/\/[a-z0-9][a-z0-9.-]*(\/.*)?|(?![a-z0-9+.-]+:\/\/).+)$/i,
  "a folder, or s3://bucket/prefix",
);
const keep = integer(0, 1000);

/** The table. The key is the name in code, the first argument the name in the environment. */
export const variables = {
  environment: define(choice(["development", "test", "production"]))(
    "NODE_ENV",
    "development",
    "production refuses development's conveniences: the embedded database, links to localhost",
  ),
  release: define(text)(
    "RELEASE",
    "unreleased",
    "what runs here, e.g. a version or a commit; in logs and traces",
  ),
  host: define(text)("HOST", "127.0.0.1", "address to listen on; 0.0.0.0 for every interface"),
  port: define(port)("PORT", "3000", "port to listen on; 0 takes a free one"),
  appUrl: define(url("http", "https"))(
    "APP_URL",
    "http://localhost:3000/account",
    "where people reach the front end in a browser, as ACCOUNT_PAGE is or one of yours: links in mails begin with it; https makes cookies secure",
  ),
  apiUrl: optional(url("http", "https"))(
    "API_URL",
    "where browsers reach this API, when that is not the host of APP_URL: providers send people back there",
  ),
  accountPage: define(choice(["auto", "on", "off"]))(
    "ACCOUNT_PAGE",
    "auto",
    "whether there is a front end for accounts and organizations at /account; auto is on in development",
  ),
  databaseUrl: optional(postgresUrl)(
    "DATABASE_URL",
    "the Postgres to use; unset, an embedded one runs in .scaffold/ (development only)",
    { secret: true },
  ),
  databaseReplicaUrl: optional(postgresUrl)(
    "DATABASE_REPLICA_URL",
    "a read replica for Fetch queries outside transactions",
    { secret: true },
  ),
  databasePoolMax: define(integer(1, 1000))(
    "DATABASE_POOL_MAX",
    "10",
    "connections to Postgres, per process",
  ),
  databasePrepare: define(boolean)(
    "DATABASE_PREPARE",
    "true",
    "prepared statements; false behind a transaction pooler such as PgBouncer",
  ),
  databaseAcquireMs: define(timeLimit)(
    "DATABASE_ACQUIRE_MS",
    "2000",
    "milliseconds that a query may wait for a free connection",
  ),
  databaseQueryMs: define(timeLimit)(
    "DATABASE_QUERY_MS",
    "4000",
    "milliseconds that a query may run before it is cancelled",
  ),
  logLevel: define(choice(["trace", "debug", "info", "warn", "error", "fatal", "silent"]))(
    "LOG_LEVEL",
    "info",
    "the least severe level that is logged",
  ),
  logFormat: define(choice(["auto", "json", "pretty"]))(
    "LOG_FORMAT",
    "auto",
    "auto is pretty on a terminal and json elsewhere",
  ),
  otlpEndpoint: optional(url("http", "https"))(
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTLP/HTTP collector for traces and metrics; unset, nothing is exported",
  ),
  otlpHeaders: define(keyValues)(
    "OTEL_EXPORTER_OTLP_HEADERS",
    "",
    "sent along to the collector, e.g. an API key",
    { secret: true },
  ),
  serviceName: define(text)("OTEL_SERVICE_NAME", "scaffold", "service.name of traces and logs"),
  traceSampleRatio: define(decimal(0, 1))(
    "OTEL_TRACES_SAMPLER_ARG",
    "1",
    "share of traces that is recorded, 0 to 1; an incoming traceparent decides for its own",
  ),
  metricsIntervalMs: define(integer(1000, 3_600_000))(
    "OTEL_METRIC_EXPORT_INTERVAL",
    "15000",
    "milliseconds between two reports of metrics to the collector",
  ),
  metricsToken: optional(text)(
    "METRICS_TOKEN",
    "what Prometheus brings to read /metrics, as a bearer token; unset, production does not have that page",
    { secret: true },
  ),
  posthogApiKey: optional(text)(
    "POSTHOG_API_KEY",
    "the PostHog project's key, phc_…: what people do with their accounts is told there; unset, to nobody",
    { secret: true },
  ),
  posthogHost: define(url("http", "https"))(
    "POSTHOG_HOST",
    "https://eu.i.posthog.com",
    "where PostHog takes events",
  ),
  trustedProxies: define(addresses)(
    "TRUSTED_PROXIES",
    "",
    "addresses or CIDR ranges whose X-Forwarded-For is believed, with commas between",
  ),
  requestDeadlineMs: define(timeLimit)(
    "REQUEST_DEADLINE_MS",
    "5000",
    "milliseconds until a request is answered with 503",
  ),
  requestBodyMaxBytes: define(integer(0, 1_073_741_824))(
    "REQUEST_BODY_MAX_BYTES",
    "1048576",
    "bytes that a request's body may have before it is refused with 413",
  ),
  shutdownLameDuckMs: define(milliseconds)(
    "SHUTDOWN_LAME_DUCK_MS",
    "500",
    "milliseconds between not being ready any more and refusing connections, for load balancers to notice",
  ),
  shutdownGraceMs: define(milliseconds)(
    "SHUTDOWN_GRACE_MS",
    "10000",
    "milliseconds that requests in flight get to finish",
  ),
  sessionIdleSeconds: define(seconds)(
    "SESSION_IDLE_SECONDS",
    "1209600",
    "seconds after which a session that nobody uses ends",
  ),
  sessionLifetimeSeconds: define(seconds)(
    "SESSION_LIFETIME_SECONDS",
    "7776000",
    "seconds after which a session ends, however busy it is",
  ),
  rateLimits: define(boolean)(
    "RATE_LIMITS",
    "true",
    "whether sign-ins, links and mails are limited; false only to measure the load that a server bears",
  ),
  redisUrl: optional(url("redis", "rediss"))(
    "REDIS_URL",
    "where limits are counted for all processes together; unset, each counts for itself",
    { secret: true },
  ),
  smtpUrl: optional(url("smtp", "smtps"))(
    "SMTP_URL",
    "the mail server, as in smtp://user:password@host:587; unset, mails go to the mailbox at /dev/mailbox (development only)",
    { secret: true },
  ),
  mailFrom: define(sender)(
    "MAIL_FROM",
    "Scaffold <no-reply@localhost>",
    "sender of all mails; the name is the product's name in them",
  ),
  githubClientId: optional(text)("OAUTH_GITHUB_CLIENT_ID", "sign-in with GitHub: the OAuth app's client id"),
  githubClientSecret: optional(text)("OAUTH_GITHUB_CLIENT_SECRET", "sign-in with GitHub: its secret", {
    secret: true,
  }),
  githubUrl: optional(url("http", "https"))(
    "OAUTH_GITHUB_URL",
    "a GitHub Enterprise Server instead of github.com",
  ),
  googleClientId: optional(text)("OAUTH_GOOGLE_CLIENT_ID", "sign-in with Google: the OAuth client's id"),
  googleClientSecret: optional(text)("OAUTH_GOOGLE_CLIENT_SECRET", "sign-in with Google: its secret", {
    secret: true,
  }),
  googleUrl: optional(url("http", "https"))(
    "OAUTH_GOOGLE_URL",
    "another server with Google's paths; for tests",
  ),
  passwordHashConcurrency: define(integer(1, 256))(
    "PASSWORD_HASH_CONCURRENCY",
    "2",
    "passwords that are hashed at the same time, per process; each takes a core and 19 MiB for some 30 ms",
  ),
  passwordHashQueueMax: define(integer(0, 10_000))(
    "PASSWORD_HASH_QUEUE_MAX",
    "16",
    "passwords that may wait to be hashed; more are answered with 503",
  ),
  jobsWorker: define(choice(["auto", "inline", "off"]))(
    "JOBS_WORKER",
    "auto",
    "whether `serve` runs jobs too (inline) or leaves them to `work` (off); auto is inline in development",
  ),
  jobsEngine: define(choice(["bunqueue", "pool"]))(
    "JOBS_ENGINE",
    "bunqueue",
    "what brings jobs to a worker: bunqueue, or a pool without it; the promises are the same",
  ),
  bunqueueUrl: optional(url("bunqueue", "bunqueues"))(
    "BUNQUEUE_URL",
    "a bunqueue server that all workers share, as in bunqueue://token@host:6789 (bunqueues for TLS); unset, each has its own inside",
    { secret: true },
  ),
  jobsQueues: define(queueLimits)(
    "JOBS_QUEUES",
    "",
    "queues that a worker serves and how many jobs of each at once, as in default:20,mail:5; empty for all",
  ),
  jobsConcurrency: define(integer(1, 1000))(
    "JOBS_CONCURRENCY",
    "10",
    "jobs at once for each queue that JOBS_QUEUES does not name",
  ),
  backupUrl: define(backupPlace)("BACKUP_URL", ".scaffold/backups", "where `backup` keeps backups"),
  backupRecipient: optional(ageRecipient)(
    "BACKUP_RECIPIENT",
    "the age public key that backups are encrypted for; unset, they are readable",
  ),
  backupIdentity: optional(ageIdentity)(
    "BACKUP_IDENTITY",
    "the age private key, to restore encrypted backups and to drill",
    { secret: true },
  ),
  backupKeepDays: define(keep)("BACKUP_KEEP_DAYS", "7", "last days of which the newest backup is kept"),
  backupKeepWeeks: define(keep)("BACKUP_KEEP_WEEKS", "5", "last weeks of which the newest backup is kept"),
  backupKeepMonths: define(keep)(
    "BACKUP_KEEP_MONTHS",
    "12",
    "last months of which the newest backup is kept",
  ),
  backupMetricsDirectory: optional(text)(
    "BACKUP_METRICS_DIRECTORY",
    "where `backup` leaves numbers for node-exporter's textfile collector; unset, nowhere",
  ),
  s3AccessKeyId: optional(text)("AWS_ACCESS_KEY_ID", "who writes to the bucket of BACKUP_URL"),
  s3SecretAccessKey: optional(text)("AWS_SECRET_ACCESS_KEY", "its secret", { secret: true }),
  s3Region: optional(text)("AWS_REGION", "the bucket's region"),
  s3Endpoint: optional(url("http", "https"))(
    "AWS_ENDPOINT_URL",
    "another server that speaks S3 than Amazon's",
  ),
} satisfies Record<string, Variable<unknown>>;

export type Config = Values<typeof variables>;

/**
 * The whole configuration: flags override the environment (into which Bun has loaded `.env`) and that the defaults.
 * An empty value counts as unset.
 * @throws {ConfigError} naming every mistake at once
 */
export const readConfig = (sources: Sources): Config =>
  readVariables(variables, sources, [halfProblems, productionProblems]);

/**
 * The same for `serve` and `work`, which people are waiting for: what would leave them waiting is a mistake too.
 * @throws {ConfigError} naming every mistake at once
 */
export const readServingConfig = (sources: Sources): Config =>
  readVariables(variables, sources, [halfProblems, productionProblems, servingProblems]);

/** The same for `doctor`, which goes on in spite of mistakes: with the default in place of each. */
export const diagnoseConfig = (sources: Sources) =>
  diagnoseVariables(variables, sources, [halfProblems, productionProblems, servingProblems]);

/** The effective settings, in the table's order, for people to look at. */
export const describeConfig = (sources: Sources): readonly Setting[] => describeVariables(variables, sources);

/** An id without its secret, or the other way round, is a slip and not a wish. */
function halfProblems(config: Config): string[] {
  const pairs = [
    [
      "OAUTH_GITHUB_CLIENT_ID",
      config.githubClientId,
      "OAUTH_GITHUB_CLIENT_SECRET",
      config.githubClientSecret,
    ],
    [
      "OAUTH_GOOGLE_CLIENT_ID",
      config.googleClientId,
      "OAUTH_GOOGLE_CLIENT_SECRET",
      config.googleClientSecret,
    ],
  ] as const;
  return pairs
    .filter(([, id, , secret]) => (id === undefined) !== (secret === undefined))
    .map(([id, , secret]) => `${id} and ${secret}: set both or none`);
}

function productionProblems(config: Config): string[] {
  if (config.environment !== "production") return [];
  const problems: string[] = [];
  if (!config.databaseUrl) problems.push("DATABASE_URL is not set: production needs a Postgres of its own");
  if (!config.rateLimits) problems.push("RATE_LIMITS is false: anybody could guess passwords for ever");
  return problems;
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

function servingProblems(config: Config): string[] {
  if (config.environment !== "production") return [];
  const problems: string[] = [];
  if (LOOPBACK.has(new URL(config.appUrl).hostname))
    problems.push(`APP_URL=${config.appUrl}: links in mails would lead people to their own machines`);
  if (!config.smtpUrl) problems.push("SMTP_URL is not set: nobody would get a mail");
  return problems;
}
