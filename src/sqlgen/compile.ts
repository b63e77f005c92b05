/**
 * From `.sql` files to the models of their code, with everything that is wrong in any of them: all statements are
 * described in one round trip.
 */
import type { Node } from "libpg-query";
import { analyze } from "./analysis/analysis.ts";
import { buildModel } from "./build.ts";
import { type Catalog, readCatalog } from "./catalog.ts";
import { type Finding, findingAt, type Problem, problemAt } from "./finding.ts";
import { lintSource } from "./lint-source.ts";
import { lintStatement } from "./lint-statement.ts";
import type { QueryModel } from "./model.ts";
import { verbOf } from "./naming.ts";
import { type Parsed, parseStatement } from "./parse.ts";
import type { SqlFile } from "./project.ts";
import { serverProblem } from "./server-problem.ts";
import { readSource, type Source } from "./source.ts";
import { Typing } from "./typing.ts";
import type { Description, Wire } from "./wire.ts";

export interface Schema {
  readonly catalog: Catalog;
  readonly typing: Typing;
}

export interface Compiled {
  readonly file: SqlFile;
  /** Undefined if the file has no header that can be read. */
  readonly title: string | undefined;
  /** Only of a file in which nothing is wrong. */
  readonly model: QueryModel | undefined;
  readonly findings: readonly Finding[];
}

export async function readSchema(wire: Wire): Promise<Schema> {
  const catalog = await readCatalog(wire);
  return { catalog, typing: new Typing(catalog) };
}

/** @throws {ConnectionLost} */
export async function compileFiles(
  files: readonly SqlFile[],
  wire: Wire,
  schema: Schema,
): Promise<Compiled[]> {
  const drafts = files.map(readDraft);
  const sendable = drafts.filter(isSendable);
  const describing = wire.describe(sendable.map(({ source }) => source.sent.text));
  // Parsed here while the server parses there: with a thousand files that is a tenth of a second.
  const parsed = sendable.map(({ source }) => parseStatement(source.sent.text));
  const descriptions = await describing;
  const statements = new Map(
    sendable.map((draft, index) => [draft.file, { description: descriptions[index], parsed: parsed[index] }]),
  );
  return drafts.map((draft) => finish(draft, statements.get(draft.file), schema));
}

interface Draft {
  readonly file: SqlFile;
  readonly source: Source | undefined;
  readonly problems: readonly Problem[];
}

function readDraft(file: SqlFile): Draft {
  const { source, problems } = readSource(file.text);
  return {
    file,
    source,
    problems: source === undefined ? problems : [...problems, ...lintSource(file.path, source)],
  };
}

/** What is not the statement that its author meant would only bring errors that nobody understands. */
const UNSENDABLE: ReadonlySet<string> = new Set([
  "unterminated",
  "param_invalid",
  "parameter_name",
  "parameter_operator",
  "parameter_positional",
  "statement_missing",
]);

const isSendable = (draft: Draft): draft is Draft & { readonly source: Source } =>
  draft.source !== undefined && !draft.problems.some(({ code }) => UNSENDABLE.has(code));

interface Answered {
  readonly description: Description | undefined;
  readonly parsed: Parsed | undefined;
}

function finish(draft: Draft, answered: Answered | undefined, schema: Schema): Compiled {
  const { file, source } = draft;
  const { model, problems } = checkDraft(draft, answered, schema);
  const all = [...draft.problems, ...problems];
  return {
    file,
    title: source?.title,
    model: all.length === 0 ? model : undefined,
    findings: all.map((problem) => findingAt(file.path, file.text, problem)),
  };
}

interface Checked {
  readonly model?: QueryModel;
  readonly problems: readonly Problem[];
}

function checkDraft({ file, source }: Draft, answered: Answered | undefined, schema: Schema): Checked {
  const { description, parsed } = answered ?? {};
  if (source === undefined || description === undefined || parsed === undefined) return { problems: [] };
  if ("error" in description) return { problems: [serverProblem(source, description.error, schema.catalog)] };
  if ("error" in parsed) return { problems: [unparsable(source, parsed.error.message)] };
  return checkStatement({ file, source, statement: parsed.statement, described: description, ...schema });
}

interface Statement extends Schema {
  readonly file: SqlFile;
  readonly source: Source;
  readonly statement: Node;
  readonly described: Exclude<Description, { readonly error: unknown }>;
}

function checkStatement({ file, source, statement, described, catalog, typing }: Statement): Checked {
  const analysis = analyze({ statement, parameters: source.parameters, description: described, catalog });
  const problems = lintStatement({ source, statement, analysis, columns: described.columns, catalog });
  const verb = verbOf(source.title);
  if (verb === undefined || problems.length > 0) return { problems };
  return { model: buildModel({ file, source, verb, analysis, described, catalog, typing }), problems };
}

/** The server took it: it is newer than the parser that is built in here. */
function unparsable({ tokens, titleOffset }: Source, message: string): Problem {
  const hint = "The server reads it, the generator's own parser does not: write it in an older syntax.";
  return problemAt(tokens[0]?.start ?? titleOffset, "parser", message, hint);
}
