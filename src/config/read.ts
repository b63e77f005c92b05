/** Reads a table of variables from flags, environment and defaults. The table itself is config.ts. */
import { MASK, type Variable } from "./kinds.ts";

/** By the name in code. */
export type Variables = Readonly<Record<string, Variable<unknown>>>;

export type Values<V extends Variables> = {
  readonly [Key in keyof V]: V[Key] extends Variable<infer T> ? T : never;
};

/** What must hold between several values; gives the problems. */
export type Rules<V extends Variables> = readonly ((values: Values<V>) => readonly string[])[];

/** Where a value came from, for `scaffold config`. */
type Source = "flag" | "environment" | "default";

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

export interface Sources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Parsed flags in camelCase, as cac gives them; others than the variables' are passed over. */
  readonly flags?: Readonly<Record<string, unknown>>;
}

/**
 * Reads the whole configuration: flags override the environment (into which Bun has loaded `.env`) and that the
 * defaults. An empty value counts as unset.
 * @throws {ConfigError} naming every mistake at once
 */
export function readVariables<V extends Variables>(
  variables: V,
  sources: Sources,
  rules: Rules<V>,
): Values<V> {
  const { values, problems } = diagnoseVariables(variables, sources, rules);
  if (problems.length > 0) throw new ConfigError(problems);
  return values;
}

interface Diagnosis<V extends Variables> {
  /** The default in place of what is wrong. */
  readonly values: Values<V>;
  readonly problems: readonly string[];
}

/** The same for whoever goes on in spite of mistakes. */
export function diagnoseVariables<V extends Variables>(
  variables: V,
  sources: Sources,
  rules: Rules<V>,
): Diagnosis<V> {
  const problems: string[] = [];
  const wrong: string[] = [];
  const entries = Object.entries(variables).map(([key, variable]) => {
    const { raw } = lookUp(variable, sources);
    const value = raw === undefined ? undefined : variable.parse(raw);
    if (raw === undefined || value !== undefined) return [key, value] as const;
    problems.push(mistake(variable, raw));
    wrong.push(key);
    return [key, variable.fallback === undefined ? undefined : variable.parse(variable.fallback)] as const;
  });
  const values = Object.fromEntries(entries) as unknown as Values<V>;
  // Of a value that is wrong nothing else is to be said.
  const said = rules
    .flatMap((rule) => rule(values))
    .filter((problem) => !wrong.some((key) => isAbout(variables[key], problem)));
  return { values, problems: [...problems, ...said] };
}

const isAbout = (variable: Variable<unknown> | undefined, problem: string): boolean =>
  variable !== undefined && problem.startsWith(`${variable.name}=`);

/** The effective settings, in the table's order, for people to look at. */
export function describeVariables(variables: Variables, sources: Sources): readonly Setting[] {
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

function mask({ secret, mask: shown }: Variable<unknown>, raw: string): string {
  if (!secret) return raw;
  return shown === undefined ? MASK : shown(raw);
}
