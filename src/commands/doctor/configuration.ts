/** What variables say: mistakes, secrets that anybody would guess, and slips in .env. */
import { readFile } from "node:fs/promises";
import { type Config, variables } from "../../config.ts";
import { suggest } from "../suggest.ts";
import { type Check, ok, warning, wrong } from "./check.ts";
import { output } from "./run.ts";

/** Variable, value, what is expected: `diagnoseConfig` says it. */
export function configurationChecks(problems: readonly string[]): Check[] {
  if (problems.length === 0) return [ok("configuration", "every variable is as it should be")];
  return problems.map((problem) =>
    wrong("configuration", problem, "`scaffold config` shows every variable, and where it comes from."),
  );
}

/** What only matters where people are served. */
export function productionChecks(config: Config): Check[] {
  return [
    ...secretChecks(config),
    new URL(config.appUrl).protocol === "https:"
      ? ok("APP_URL", config.appUrl)
      : wrong(
          "APP_URL",
          `${config.appUrl} is not https: cookies and links could be read on their way`,
          "Set APP_URL to the https address, and let a proxy speak TLS.",
        ),
    ...(config.mailFrom.address.endsWith("@localhost")
      ? [
          wrong(
            "MAIL_FROM",
            `mails would come from ${config.mailFrom.address}`,
            "Set MAIL_FROM to an address of yours.",
          ),
        ]
      : []),
    ...(config.release === "unreleased"
      ? [
          warning(
            "RELEASE",
            "logs, traces and backups do not say what runs here",
            "Set RELEASE to the version or the commit.",
          ),
        ]
      : []),
    ...(config.trustedProxies.length === 0 && new URL(config.appUrl).protocol === "https:"
      ? [
          warning(
            "TRUSTED_PROXIES",
            "behind a proxy everybody has the proxy's address: limits would count all people as one",
            "Set TRUSTED_PROXIES to the proxy's address, unless TLS ends elsewhere.",
          ),
        ]
      : []),
  ];
}

/** Of those that come with examples, tutorials and images. */
const GUESSED =
  /^(postgres|password|passw0rd|secret|changeme|change-me|admin|root|scaffold|example|default|test|pw|guest)\d*$/i;
const SHORTEST = 12;

function secretChecks(config: Config): Check[] {
  const secrets: readonly (readonly [string, string | undefined])[] = [
    ["DATABASE_URL", passwordIn(config.databaseUrl)],
    ["DATABASE_REPLICA_URL", passwordIn(config.databaseReplicaUrl)],
    ["REDIS_URL", passwordIn(config.redisUrl)],
    ["BUNQUEUE_URL", userIn(config.bunqueueUrl)],
    ["METRICS_TOKEN", config.metricsToken],
  ];
  const weak = secrets.filter(([, value]) => value !== undefined && isWeak(value));
  if (weak.length === 0) return [ok("secrets", "none that anybody would guess")];
  return weak.map(([name]) =>
    wrong(
      "secrets",
      `the secret in ${name} is one that is tried first, or shorter than ${SHORTEST} characters`,
      "Make a random one: `openssl rand -hex 24`; `infra/make-secrets` makes all of them.",
    ),
  );
}

const isWeak = (secret: string) => secret.length < SHORTEST || GUESSED.test(secret);

const passwordIn = (url: string | undefined) =>
  url === undefined ? undefined : decodeURIComponent(new URL(url).password) || undefined;

/** A token is where others have the user. */
const userIn = (url: string | undefined) =>
  url === undefined ? undefined : new URL(url).username || undefined;

const NAMES: ReadonlySet<string> = new Set(
  Object.values(variables).flatMap(({ name }) => [name, `${name}_FILE`]),
);

/** Slips that the configuration cannot know of, as it is never asked for such a variable. */
export async function dotEnvChecks(env: Readonly<Record<string, string | undefined>>): Promise<Check[]> {
  const text = await readFile(".env", "utf8").catch(() => undefined);
  if (text === undefined)
    return [ok(".env", "there is none: everything is at its default, or comes from the environment")];
  const checks = [...lineChecks(text), ...(await trackedChecks(env))];
  return checks.length === 0 ? [ok(".env", "every line is a variable that is known")] : checks;
}

function lineChecks(text: string): Check[] {
  const seen = new Set<string>();
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (/^\s*(#|$)/.test(line)) return [];
    const place = `.env:${index + 1}`;
    const [, name] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line) ?? [];
    if (name === undefined)
      return [wrong(".env", `${place} is no NAME=value`, "Mend the line, or put # before it.")];
    const twice = seen.has(name);
    seen.add(name);
    if (twice)
      return [
        warning(".env", `${place} sets ${name} a second time: the last one counts`, "Take one of them away."),
      ];
    return NAMES.has(name) ? [] : [unknownName(place, name)];
  });
}

function unknownName(place: string, name: string): Check {
  const close = suggest(name, [...NAMES]);
  const message = `${place}: nothing reads ${name}`;
  if (close === undefined) return warning(".env", message, "`.env.example` has every variable.");
  return wrong(".env", message, `Is it ${close}?`);
}

/** Secrets in a repository are there for ever. */
async function trackedChecks(env: Readonly<Record<string, string | undefined>>): Promise<Check[]> {
  const tracked = await output(["git", "ls-files", "--error-unmatch", ".env"], env);
  if (tracked === undefined) return [];
  return [
    wrong(
      ".env",
      "git keeps .env, and with it every secret for ever",
      "`git rm --cached .env`, and change the secrets.",
    ),
  ];
}
