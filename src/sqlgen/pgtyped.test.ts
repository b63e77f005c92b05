/** Every query of the project stays legal for plain pgtyped, and means the same there: nobody is locked in. */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { parseSQLFile, queryASTToIR } from "@pgtyped/parser";
import { readSqlTree } from "./project.ts";
import { readSource, type Source } from "./source.ts";

const { files } = readSqlTree(join(import.meta.dir, "../.."));

test("there are queries to compare", () => expect(files.length).toBeGreaterThan(40));

describe("pgtyped reads the same", () => {
  for (const { path, text } of files) {
    test(path, () => {
      const { queries, events } = parseSQLFile(text);
      expect(events).toEqual([]);
      const { source } = readSource(text);
      if (source === undefined) throw new Error("our own reader refuses it");
      expect(queries.map(({ name }) => name)).toEqual([source.title]);
      expect(queries.map((query) => parametersOf(query))).toEqual([
        source.parameters.map(({ name, required }) => ({ name, required })),
      ]);
      expect(queries.map((query) => squeezed(pgtypedText(query, source)))).toEqual([
        squeezed(source.sent.text),
      ]);
    });
  }
});

type Query = ReturnType<typeof parseSQLFile>["queries"][number];

const parametersOf = ({ params }: Query) => params.map(({ name, required }) => ({ name, required }));

/** Its statement with our numbers in place of the names, and our title in front. */
function pgtypedText(query: Query, { title, parameters, overrides }: Source): string {
  const { statement, params } = queryASTToIR(query);
  const numbers = new Map(parameters.map(({ name, index }) => [name, `$${index}`]));
  const places = params.flatMap(({ name, locs }) =>
    locs.map(({ a, b }) => ({ a, b, text: numbers.get(name) ?? "?" })),
  );
  const text = places
    .sort((x, y) => y.a - x.a)
    .reduce((all, { a, b, text }) => all.slice(0, a) + text + all.slice(b + 1), statement);
  const unmarked = [...overrides].reduce(
    (all, [name, mark]) => all.replaceAll(`"${name}${mark}"`, `"${name}"`),
    text,
  );
  return `/* ${title} */ ${unmarked}`;
}

/** Without the documentation, which pgtyped sends along. */
const squeezed = (text: string): string =>
  text
    .replaceAll(/^(\/\*.*?\*\/)?\s*--.*$/gm, "$1")
    .replaceAll(/\s+/g, " ")
    .trim();
