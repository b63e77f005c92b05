/**
 * Reads the corpus: files of queries, each with a comment that says what it shows, parameters to run it with, and what
 * the analysis has to say of it.
 *
 *     -- A left join's right side may be missing.
 *     -- @param ids -> (...)
 *     -- with id=1 note=
 *     SELECT …;
 *     -- => name label?
 */
import { readFileSync } from "node:fs";
import type { Catalog } from "../../catalog.ts";
import { parseStatement } from "../../parse.ts";
import { readSource, type Source } from "../../source.ts";
import type { Wire } from "../../wire.ts";
import { type Analysis, analyze } from "../analysis.ts";

export interface Case {
  readonly title: string;
  readonly source: Source;
  /** One list of values for each time that it is run, in the order of `$1 …`; an empty value is NULL. */
  readonly runs: readonly (readonly (string | null)[])[];
  /** What stands behind the arrow. */
  readonly expected: string;
}

/** Those of a file beside this one. */
export const readCases = (name: string): Case[] =>
  parseCases(readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8"));

export function parseCases(text: string): Case[] {
  return [...text.matchAll(/(?<body>.*?)^-- => (?<expected>[^\n]*)$/gms)].map(({ groups = {} }) =>
    readCase(groups),
  );
}

function readCase({ body = "", expected = "" }: Readonly<Record<string, string>>): Case {
  const lines = body.trim().split("\n");
  const start = lines.findIndex((line) => !line.startsWith("--"));
  const comments = lines.slice(0, start).map((line) => line.slice(3));
  const statement = lines.slice(start).join("\n");
  const lists = comments.filter((line) => line.startsWith("@param "));
  const header = ["/* @name Case", ...lists].join("\n") + (lists.length === 0 ? " */" : "\n*/");
  const { source, problems } = readSource(`${header}\n${statement}\n`);
  if (source === undefined || problems.length > 0)
    throw new Error(`${statement}\n${JSON.stringify(problems)}`);
  const withs = comments.filter((line) => line.startsWith("with ")).map((line) => line.slice(5));
  const runs = (withs.length === 0 ? [""] : withs).map((line) => readValues(line, source));
  return {
    title: comments.filter((line) => !/^(with|@param) /.test(line)).join(" "),
    source,
    runs,
    expected,
  };
}

function readValues(line: string, { parameters }: Source): (string | null)[] {
  const values = new Map([...line.matchAll(/(\w+)=(\S*)/g)].map(([, name, value]) => [name, value]));
  const names = parameters.flatMap(({ name, transform }) =>
    transform === undefined || transform.kind === "spread" ? [name] : transform.keys.map((key) => key.name),
  );
  return names.map((name) => values.get(name) || null);
}

/** What the analysis says of each case. Throws if the server does not accept one. */
export async function analyzeCases(
  cases: readonly Case[],
  wire: Wire,
  catalog: Catalog,
): Promise<Analysis[]> {
  const descriptions = await wire.describe(cases.map(({ source }) => source.sent.text));
  return cases.map(({ source, title }, index) => {
    const description = descriptions[index] ?? { parameters: [], columns: [] };
    const parsed = parseStatement(source.sent.text);
    if ("error" in description) throw new Error(`${title}: ${description.error.message}`);
    if ("error" in parsed) throw new Error(`${title}: ${parsed.error.message}`);
    return analyze({ statement: parsed.statement, parameters: source.parameters, description, catalog });
  });
}
