/**
 * The only reader of the environment: every variable with its type, default, unit and meaning in one table.
 * `.env.example` and the README's table are written from it (`scaffold config docs`), so they cannot lie.
 */

type Environment = Readonly<Record<string, string | undefined>>;

/** How the text of a variable becomes its value. `parse` gives undefined when the text is not of that kind. */
interface Kind<T> {
  readonly expected: string;
  readonly parse: (text: string) => T | undefined;
}

interface Variable<T> extends Kind<T> {
  readonly name: string;
  readonly about: string;
  /** As it would be written in the environment; undefined when there is none. */
  readonly fallback: string | undefined;
  /** Masked wherever it is shown. */
  readonly secret: boolean;
}

interface Details {
  readonly secret?: boolean;
}

const define =
  <T>(kind: Kind<T>) =>
  (name: string, fallback: string, about: string, details: Details = {}): Variable<T> => ({
    ...kind,
    name,
    about,
    fallback,
    secret: details.secret ?? false,
  });

const optional =
  <T>(kind: Kind<T>) =>
  (name: string, about: string, details: Details = {}): Variable<T | undefined> => ({
    ...kind,
    name,
    about,
    fallback: undefined,
    secret: details.secret ?? false,
  });

const text: Kind<string> = { expected: "text", parse: (value) => value };

const list: Kind<readonly string[]> = {
  expected: "a list with commas between",
  parse: (value) =>
    value
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
};

const boolean: Kind<boolean> = {
  expected: "true or false",
  parse: (value) => ({ true: true, "1": true, false: false, "0": false })[value.toLowerCase()],
};

const integer = (min: number, max: number): Kind<number> => ({
  expected: `a whole number from ${min} to ${max}`,
  parse: (value) => within(/^-?\d+$/.test(value) ? Number(value) : Number.NaN, min, max),
});

const decimal = (min: number, max: number): Kind<number> => ({
  expected: `a number from ${min} to ${max}`,
  parse: (value) => within(value.trim() === "" ? Number.NaN : Number(value), min, max),
});

const within = (value: number, min: number, max: number) =>
  value >= min && value <= max ? value : undefined;

const choice = <const Options extends readonly string[]>(options: Options): Kind<Options[number]> => ({
  expected: `one of ${options.join(", ")}`,
  parse: (value) => options.find((option) => option === value),
});

const url = (...schemes: readonly string[]): Kind<string> => ({
  expected: `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
  parse: (value) => (schemes.includes(scheme(value)) && URL.canParse(value) ? value : undefined),
});

const scheme = (value: string) => value.slice(0, Math.max(0, value.indexOf("://")));

/** The name is also the product's name in the mails. */
const sender: Kind<{ readonly name: string; readonly address: string }> = {
  expected: 'a name and an address, as in "Scaffold <no-reply@example.com>"',
  parse: (value) => {
    const [, name, address] = /^\s*([^<>"\r\n]+?)\s*<([\w.+-]+@[a-zA-Z0-9.-]+)>\s*$/.exec(value) ?? [];
    return name !== undefined && address !== undefined ? { name, address } : undefined;
  },
};

const secret = (minLength: number): Kind<string> => ({
  expected: `at least ${minLength} characters`,
  parse: (value) => (value.length >= minLength ? value : undefined),
});

const port = integer(0, 65_535);
const milliseconds = integer(0, 3_600_000);
const postgresUrl = url("postgres", "postgresql");

/** The table. The key is the name in code, the first argument the name in the environment. */
export const variables = {
  environment: define(choice(["development", "test", "production"]))(
    "NODE_ENV",
    "development",
    "production refuses development's conveniences: the embedded database, the bearer token, default secrets",
  ),
  host: define(text)("HOST", "127.0.0.1", "address to listen on; 0.0.0.0 for every interface"),
  port: define(port)("PORT", "3000", "port to listen on; 0 takes a free one"),
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
  databaseAcquireMs: define(milliseconds)(
    "DATABASE_ACQUIRE_MS",
    "2000",
    "milliseconds that a query may wait for a free connection",
  ),
  databaseQueryMs: define(milliseconds)(
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
    "OTLP/HTTP collector for traces; unset, nothing is exported",
  ),
  serviceName: define(text)("OTEL_SERVICE_NAME", "scaffold", "service.name of traces and logs"),
  traceSampleRatio: define(decimal(0, 1))(
    "OTEL_TRACES_SAMPLER_ARG",
    "1",
    "share of traces that is recorded, 0 to 1; an incoming traceparent decides for its own",
  ),
  trustedProxies: define(list)(
    "TRUSTED_PROXIES",
    "",
    "addresses or CIDR ranges whose X-Forwarded-For is believed, with commas between",
  ),
  requestDeadlineMs: define(milliseconds)(
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
    "32",
    "passwords that may wait to be hashed; more are answered with 503",
  ),
  devBearerToken: optional(secret(32))(
    "DEV_BEARER_TOKEN",
    "stands in for a signed-in user until there are accounts; refused in production",
    { secret: true },
  ),
} satisfies Record<string, Variable<unknown>>;

type Variables = typeof variables;
type ConfigKey = keyof Variables;
export type Config = { readonly [Key in ConfigKey]: Variables[Key] extends Variable<infer T> ? T : never };

/** Where a value came from, for `scaffold config`. */
export type Source = "flag" | "environment" | "default";

export interface Setting {
  readonly name: string;
  /** As text, secrets masked; undefined when there is none. */
  readonly shown: string | undefined;
  readonly source: Source;
  readonly about: string;
}

/** Every mistake in one message, one a line: variable, value (masked if secret), what is expected. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** The flag that overrides a variable: `DATABASE_URL` → `--database-url`. */
export const flagOf = (name: string) => name.toLowerCase().replaceAll("_", "-");

interface Sources {
  readonly env: Environment;
  /** Parsed flags in camelCase, as cac gives them; others than the variables' are passed over. */
  readonly flags?: Readonly<Record<string, unknown>>;
}

/**
 * Reads the whole configuration: flags override the environment (into which Bun has loaded `.env`) and that the
 * defaults. An empty value counts as unset.
 * @throws {ConfigError} naming every mistake at once
 */
export function readConfig(sources: Sources): Config {
  const problems: string[] = [];
  const entries = Object.entries(variables).map(([key, variable]) => {
    const { raw } = lookUp(variable, sources);
    const value = raw === undefined ? undefined : variable.parse(raw);
    if (raw !== undefined && value === undefined) problems.push(mistake(variable, raw));
    return [key, value] as const;
  });
  const config = Object.fromEntries(entries) as unknown as Config;
  problems.push(...halfProblems(config), ...productionProblems(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** The effective settings, in the table's order, for people to look at. */
export function describeConfig(sources: Sources): readonly Setting[] {
  return Object.values(variables).map((variable) => {
    const { raw, source } = lookUp(variable, sources);
    return {
      name: variable.name,
      shown: raw === undefined ? undefined : mask(variable, raw),
      source,
      about: variable.about,
    };
  });
}

function lookUp(variable: Variable<unknown>, { env, flags = {} }: Sources) {
  const flag = flags[camelCase(flagOf(variable.name))];
  if (flag !== undefined) return { raw: String(flag), source: "flag" as const };
  const fromEnvironment = env[variable.name];
  if (fromEnvironment) return { raw: fromEnvironment, source: "environment" as const };
  return { raw: variable.fallback, source: "default" as const };
}

const camelCase = (kebab: string) => kebab.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const mistake = (variable: Variable<unknown>, raw: string) =>
  `${variable.name}=${mask(variable, raw)}: expected ${variable.expected} (${variable.about})`;

/** A URL shows everything but its password; any other secret shows nothing. */
function mask(variable: Variable<unknown>, raw: string): string {
  if (!variable.secret) return raw;
  if (!URL.canParse(raw)) return "***";
  const masked = new URL(raw);
  if (masked.password) masked.password = "***";
  masked.search = "";
  return masked.href;
}

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
  if (config.devBearerToken)
    problems.push("DEV_BEARER_TOKEN is set: it is for development and never for production");
  return problems;
}
