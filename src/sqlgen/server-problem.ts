/** What the server says about a statement, as a problem of the file that the statement came from. */
import type { Catalog } from "./catalog.ts";
import { type Problem, problemAt } from "./finding.ts";
import { fileOffset, offsetOfPosition, type Parameter } from "./parameters.ts";
import type { Source } from "./source.ts";
import type { ServerError } from "./wire.ts";

export function serverProblem(source: Source, error: ServerError, catalog: Catalog): Problem {
  const named = namedParameter(source, error.message);
  const offset = placeOf(source, error) ?? named?.offset ?? source.tokens[0]?.start ?? source.titleOffset;
  const message = withNames(source, error.message);
  return problemAt(offset, error.sqlstate, message, hintFor({ source, error, catalog, named }));
}

function placeOf({ sent }: Source, { position }: ServerError): number | undefined {
  return position === undefined ? undefined : fileOffset(sent, offsetOfPosition(sent.text, position));
}

/** The server speaks of `$1`, the file of `:email`. */
const withNames = (source: Source, text: string): string =>
  text.replaceAll(/\$(\d+)/g, (number) => {
    const parameter = namedParameter(source, number);
    return parameter === undefined ? number : `:${parameter.name}`;
  });

function namedParameter({ parameters }: Source, text: string): Parameter | undefined {
  const number = Number(/\$(\d+)/.exec(text)?.[1] ?? Number.NaN);
  return parameters.find(({ index, width }) => number >= index && number < index + width);
}

interface Failure {
  readonly source: Source;
  readonly error: ServerError;
  readonly catalog: Catalog;
  readonly named: Parameter | undefined;
}

/** The server's own hint where it has one, and what to do in this project where it has none. */
function hintFor({ source, error, catalog, named }: Failure): string {
  if (error.hint !== undefined) return withNames(source, error.hint);
  const name = named?.name ?? "name";
  switch (error.sqlstate) {
    case "42P01":
      return `No migration creates it. There are: ${relationNames(catalog)}.`;
    case "42703":
      return "Tables and their columns come from migrations/: a new column is a new migration.";
    case "42P18":
      return `Say which type it has: \`:${name}::text\`.`;
    case "42P08":
      return `${error.detail ?? "Its uses disagree"}: say which type it has, everywhere: \`:${name}::text\`.`;
    case "42601":
      return "Postgres cannot read the statement from here on.";
    default:
      return error.detail ?? `Postgres refuses it; the manual lists what SQLSTATE ${error.sqlstate} means.`;
  }
}

const MAX_NAMES = 20;

function relationNames({ relations }: Catalog): string {
  const own = [...relations.values()].filter(({ name }) => !name.startsWith("pgmigration"));
  const names = own.map(({ schema, name }) => (schema === "public" ? name : `${schema}.${name}`)).sort();
  const shown = names.slice(0, MAX_NAMES).join(", ");
  return names.length > MAX_NAMES ? `${shown} …` : shown || "no tables at all";
}
