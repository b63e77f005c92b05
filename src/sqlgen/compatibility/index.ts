/**
 * Two releases on one database: while the new one is rolled out, both run on the new schema. Every query is compiled
 * against its own release's schema and against the other's; what it loses on the way is a finding.
 */
import { type Compiled, compileFiles, type Schema } from "../compile.ts";
import { type Finding, findingAt, type Problem } from "../finding.ts";
import { fileOffset, offsetOfPosition } from "../parameters.ts";
import type { SqlFile } from "../project.ts";
import { readSource, type Source } from "../source.ts";
import { StatementError, type Wire } from "../wire.ts";
import { type Constraint, constraintProblems, newConstraints, readConstraints } from "./constraints.ts";
import { modelProblems } from "./models.ts";
import { requiredProblems } from "./required.ts";

export interface Release {
  readonly files: readonly SqlFile[];
  readonly schema: Schema;
  /** To a database with that schema. */
  readonly wire: Wire;
}

export interface Compatibility {
  /** Queries of the old release that fail on the new schema, or get something else than they were made for. */
  readonly breaks: readonly Finding[];
  /** Queries of the new release that need the new schema: it has to be there before they run. */
  readonly needs: readonly Finding[];
  /** Queries of the old release that fail on some rows only: such as the new one may write, or such as they write themselves. */
  readonly risks: readonly Finding[];
}

const RISKS: ReadonlySet<string> = new Set([
  "column_nullable",
  "rows_changed",
  "enum_grown",
  "constraint_new",
]);

export async function compareReleases(old: Release, next: Release): Promise<Compatibility> {
  const found = await losses(old.files, old, next);
  const needs = await losses(next.files, next, old);
  return {
    breaks: found.filter(({ code }) => !RISKS.has(code)),
    // A label that is not there yet is not met either.
    needs: needs.filter(({ code }) => !RISKS.has(code) && code !== "enum_shrunk"),
    risks: found.filter(({ code }) => RISKS.has(code)),
  };
}

/** What is wrong with the files on `there` that is not wrong at home. */
async function losses(files: readonly SqlFile[], home: Release, there: Release): Promise<Finding[]> {
  const before = await compileFiles(files, home.wire, home.schema);
  const after = await compileFiles(files, there.wire, there.schema);
  const constraints = newConstraints(await readConstraints(home.wire), await readConstraints(there.wire));
  const findings: Finding[] = [];
  for (const [index, file] of files.entries()) {
    const [one, other] = [before[index], after[index]];
    if (one === undefined || other === undefined) continue;
    const fresh = other.findings.filter((finding) => !one.findings.some((known) => isSame(known, finding)));
    findings.push(
      ...(fresh.length > 0 ? fresh : await compiledLosses({ file, one, other, home, there, constraints })),
    );
  }
  return findings;
}

const isSame = (a: Finding, b: Finding): boolean =>
  a.line === b.line && a.column === b.column && a.code === b.code && a.message === b.message;

interface Pair {
  readonly file: SqlFile;
  readonly one: Compiled;
  readonly other: Compiled;
  readonly home: Release;
  readonly there: Release;
  /** Those that are there and not at home. */
  readonly constraints: readonly Constraint[];
}

/** The server takes the statement in both places; it may mean something else, or fail when it runs. */
async function compiledLosses({ file, one, other, home, there, constraints }: Pair): Promise<Finding[]> {
  const { source } = readSource(file.text);
  if (source === undefined || one.model === undefined || other.model === undefined) return [];
  const problems = [
    ...(await modelProblems(source, { ...home, model: one.model }, { ...there, model: other.model })),
    ...requiredProblems(source, home.schema.catalog, there.schema.catalog),
    ...(await planProblems(source, home.wire, there.wire)),
    ...constraintProblems(source, constraints),
  ];
  return problems.map((problem) => findingAt(file.path, file.text, problem));
}

/** Some things only the planner finds out, such as ON CONFLICT without the unique index that it names. */
async function planProblems(source: Source, home: Wire, there: Wire): Promise<Problem[]> {
  const failure = await plan(source, there);
  if (failure === undefined || (await plan(source, home)) !== undefined) return [];
  const { message, sqlstate, position } = failure.server;
  const offset =
    position === undefined
      ? (source.tokens[0]?.start ?? 0)
      : fileOffset(source.sent, offsetOfPosition(source.sent.text, position - EXPLAIN.length));
  return [{ offset, code: sqlstate, message }];
}

const EXPLAIN = "EXPLAIN (GENERIC_PLAN) ";

async function plan({ sent }: Source, wire: Wire): Promise<StatementError | undefined> {
  try {
    await wire.column(EXPLAIN + sent.text);
    return undefined;
  } catch (error) {
    if (error instanceof StatementError) return error;
    throw error;
  }
}
