/** Everything that can be wrong with a query, in one run: each at its place, with what to do about it. */
import { beforeAll, describe, expect, test } from "bun:test";
import { testDatabase } from "../testing/database.ts";
import type { Finding } from "./finding.ts";
import { testProject } from "./fixtures/project.ts";

const database = testDatabase({ migrated: false });
const project = testProject({
  server: async () => database.url,
  migrations: {
    "create-users": `-- Why: people.
      CREATE TYPE status AS ENUM ('active', 'gone');
      CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL UNIQUE, name text, age int, status status NOT NULL DEFAULT 'active');`,
  },
});

interface Case {
  /** What is wrong. */
  readonly about: string;
  readonly title: string;
  readonly text: string;
  /** `line:column code`, and a part of what is said. */
  readonly at: string;
  readonly says: string;
  readonly hint: string;
}

/** Line 3 is the statement's first. */
const wrong = (
  title: string,
  statement: string,
  about: string,
  at: string,
  says: string,
  hint: string,
): Case => ({
  about,
  title,
  text: `/* @name ${title} */\n-- About it.\n${statement};\n`,
  at,
  says,
  hint,
});

const cases: readonly Case[] = [
  wrong(
    "FetchWrongColumn",
    "SELECT id, naem FROM users",
    "a column that does not exist",
    "3:12 42703",
    'column "naem" does not exist',
    'the column "users.name"',
  ),
  wrong(
    "FetchWrongColumnBehindEmoji",
    "SELECT '😀' AS face, :a!::text AS a, naem FROM users",
    "the same behind an emoji and a parameter",
    "3:38 42703",
    "naem",
    "users.name",
  ),
  wrong(
    "FetchMissingTable",
    "SELECT id\nFROM person",
    "a table that does not exist",
    "4:6 42P01",
    'relation "person" does not exist',
    "There are: users",
  ),
  wrong(
    "FetchWrongType",
    "SELECT id FROM users WHERE id = :id!::int",
    "a parameter of the wrong type",
    "3:31 42883",
    "operator does not exist: uuid = integer",
    "cast",
  ),
  wrong(
    "FetchUndetermined",
    "SELECT id FROM users WHERE :search IS NULL",
    "a parameter whose type nothing tells",
    "3:28 42P18",
    "could not determine data type of parameter :search",
    "`:search::text`",
  ),
  wrong(
    "InsertInconsistent",
    "INSERT INTO users (id, email) VALUES (:id!, :id!)",
    "a parameter with two types",
    "3:45 42P08",
    "parameter :id",
    "uuid versus text",
  ),
  wrong(
    "FetchSyntax",
    "SELECT id FORM users",
    "what Postgres cannot read",
    "3:16 42601",
    'syntax error at or near "users"',
    "Postgres cannot read",
  ),
  wrong(
    "FetchWrongEnum",
    "SELECT id FROM users WHERE status = 'activ'",
    "a label that the enum has not",
    "3:37 22P02",
    "activ",
    "22P02",
  ),
  wrong(
    "FetchTwoStatements",
    "SELECT id FROM users WHERE id = :id!;\nSELECT 2 AS two",
    "two statements",
    "4:1 statement_multiple",
    "second statement",
    "a file of its own",
  ),
  wrong(
    "FetchStar",
    "SELECT users.* FROM users WHERE id = :id!",
    "SELECT *",
    "3:8 select_star",
    "`*`",
    "Name the columns",
  ),
  wrong(
    "FetchAnonymous",
    "SELECT id, age + 1 FROM users",
    "a column without a name",
    "3:12 column_anonymous",
    "no name",
    "`AS`",
  ),
  wrong(
    "FetchTwice",
    "SELECT id, name, email AS name FROM users",
    "two columns of one name",
    "3:18 column_duplicate",
    "`name`",
    "`AS`",
  ),
  wrong(
    "FetchSorted",
    "SELECT id FROM users ORDER BY :column!::text",
    "a parameter in ORDER BY",
    "3:31 order_by_parameter",
    "sorts nothing",
    "CASE",
  ),
  wrong(
    "FetchUpdate",
    "UPDATE users SET name = :name WHERE id = :id!",
    "a verb against the statement",
    "3:1 verb_mismatch",
    "`FetchUpdate` is an UPDATE",
    "ModifyUpdate",
  ),
  wrong(
    "InsertSelect",
    "SELECT id FROM users",
    "Insert that only reads",
    "3:1 verb_mismatch",
    "`InsertSelect` is a SELECT",
    "an INSERT",
  ),
  wrong(
    "DestroyInsert",
    "INSERT INTO users (id, email) VALUES (:id!, :email!)",
    "Destroy that inserts",
    "3:1 verb_mismatch",
    "is an INSERT",
    "InsertInsert",
  ),
  wrong(
    "ModifyDelete",
    "DELETE FROM users WHERE id = :id!",
    "Modify that deletes",
    "3:1 verb_mismatch",
    "is a DELETE",
    "UPDATE or a MERGE",
  ),
  wrong(
    "FetchLock",
    "LOCK TABLE users",
    "a statement that is no query",
    "3:1 verb_mismatch",
    "no query",
    "migration",
  ),
  wrong(
    "ModifyEverybody",
    "UPDATE users SET name = NULL",
    "UPDATE without WHERE",
    "3:8 where_missing",
    "UPDATE touches every row",
    "WHERE true",
  ),
  wrong(
    "DestroyEverybody",
    "DELETE FROM users",
    "DELETE without WHERE",
    "3:13 where_missing",
    "DELETE touches every row",
    "WHERE true",
  ),
  wrong(
    "FetchPurged",
    "WITH gone AS (\n  DELETE FROM users WHERE id = :id! RETURNING id\n) SELECT count(*) AS n FROM gone",
    "Fetch that deletes on the way",
    "3:1 verb_mismatch",
    "is a DELETE",
    "DestroyPurged",
  ),
  wrong(
    "InsertNameless",
    "INSERT INTO users (id, email) VALUES (:id!, :email)",
    "a parameter that may be NULL, into a column that may not",
    "3:45 parameter_optional",
    "users.email is NOT NULL",
    "`:email!`",
  ),
  wrong(
    "FetchPositional",
    "SELECT id FROM users WHERE id = $1",
    "a positional parameter",
    "3:33 parameter_positional",
    "$1",
    ":name",
  ),
  wrong(
    "FetchAmbiguous",
    "SELECT id FROM users WHERE :n!='x'",
    "a parameter that reads in two ways",
    "3:28 parameter_operator",
    "two ways",
    "space",
  ),
  wrong(
    "FetchUmlaut",
    "SELECT id FROM users WHERE id = :größe",
    "a parameter's name that is none",
    "3:33 parameter_name",
    "ASCII",
    "Rename",
  ),
  wrong(
    "FetchOpenString",
    "SELECT id FROM users WHERE name = 'abc",
    "a string without an end",
    "3:35 unterminated",
    "never closed",
    "quote",
  ),
  wrong(
    "FetchClaim",
    "SELECT id FROM users LIMIT 1",
    "@returns against the proof",
    "3:1 returns_contradicts",
    "maybe",
    "Remove the line",
  ),
  wrong(
    "GetUser",
    "SELECT id FROM users WHERE id = :id!",
    "a title with another verb",
    "1:10 title_verb",
    "`GetUser`",
    "FetchUserByEmail",
  ),
  wrong(
    "Fetchuser",
    "SELECT id FROM users WHERE id = :id!",
    "a title whose verb runs on",
    "1:10 title_verb",
    "`Fetchuser`",
    "FetchUserByEmail",
  ),
  wrong(
    "FetchUserQuery",
    "SELECT id FROM users WHERE id = :id!",
    "a title in a generated name's place",
    "1:10 title_reserved",
    "ends in",
    "without `Query`",
  ),
  {
    about: "a title that is not the file's name",
    title: "FetchFileName",
    text: "/* @name FetchOtherName */\n-- About.\nSELECT 1 AS a;\n",
    at: "1:10 title_file",
    says: "FetchFileName.sql",
    hint: "same name",
  },
  {
    about: "no documentation",
    title: "FetchUndocumented",
    text: "/* @name FetchUndocumented */\nSELECT 1 AS a;\n",
    at: "1:10 documentation_missing",
    says: "what the query is for",
    hint: "`-- …`",
  },
  {
    about: "no header",
    title: "FetchHeadless",
    text: "SELECT 1 AS a;\n",
    at: "1:1 name_missing",
    says: "no name",
    hint: "@name",
  },
  {
    about: "a tag that does not exist",
    title: "FetchTagged",
    text: "/* @name FetchTagged */\n-- About.\n-- @order name\nSELECT 1 AS a;\n",
    at: "3:1 tag_unknown",
    says: "@order",
    hint: "@returns",
  },
  {
    about: "no statement",
    title: "FetchNothing",
    text: "/* @name FetchNothing */\n-- About.\n",
    at: "1:10 statement_missing",
    says: "no statement",
    hint: "one statement",
  },
  {
    about: "no semicolon",
    title: "FetchEndless",
    text: "/* @name FetchEndless */\n-- About.\nSELECT 1 AS a\n",
    at: "3:14 semicolon_missing",
    says: "does not end",
    hint: "semicolon",
  },
];

let findings: readonly Finding[] = [];

beforeAll(async () => {
  for (const { title, text } of cases) project.write(`sql/users/${title}.sql`, text);
  project.write(
    "sql/users/FetchClaim.sql",
    "/* @name FetchClaim */\n-- About.\n-- @returns many\nSELECT id FROM users LIMIT 1;\n",
  );
  project.query("users", "FetchRight", "SELECT id, email FROM users WHERE id = :id!");
  project.query("users", "ModifyAllOnPurpose", "UPDATE users SET name = NULL WHERE true");
  project.query("people", "FetchShared", "SELECT id FROM users WHERE id = :id!");
  project.query("users", "FetchShared", "SELECT id FROM users WHERE id = :id!");
  project.query("bad_name", "FetchFromBadFolder", "SELECT 1 AS a");
  project.query("users/deep", "FetchTooDeep", "SELECT 1 AS a");
  project.write("sql/FetchTooHigh.sql", "SELECT 1;");
  project.write("src/repositories/users.ts", "// Generated from sql/users/*.sql. The old one.\n");
  findings = (await project.generate()).findings;
});

const findingsOf = (file: string) => findings.filter((finding) => finding.file === file);

describe("a query is refused for", () => {
  for (const { about, title, at, says, hint } of cases) {
    test(about, () => {
      const found = findingsOf(`sql/users/${title}.sql`);
      expect(found.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([at]);
      expect(found[0]?.message).toContain(says);
      expect(found[0]?.hint).toContain(hint);
    });
  }

  test("a title that another query has, in both files", () => {
    const found = [...findingsOf("sql/people/FetchShared.sql"), ...findingsOf("sql/users/FetchShared.sql")];
    expect(found.map(({ code, line, column }) => [code, line, column])).toEqual([
      ["title_duplicate", 1, 10],
      ["title_duplicate", 1, 10],
    ]);
    expect(found.map(({ hint }) => hint)).toEqual([
      "Rename one of them; the other is sql/users/FetchShared.sql.",
      "Rename one of them; the other is sql/people/FetchShared.sql.",
    ]);
  });

  test("its place, and its folder's name", () => {
    expect(findingsOf("sql/bad_name/FetchFromBadFolder.sql").map(({ code }) => code)).toEqual([
      "repository_name",
    ]);
    expect(findingsOf("sql/users/deep/FetchTooDeep.sql").map(({ code }) => code)).toEqual(["file_misplaced"]);
    expect(findingsOf("sql/FetchTooHigh.sql").map(({ code }) => code)).toEqual(["file_misplaced"]);
  });
});

test("nothing is said about what is right", () => {
  expect(findingsOf("sql/users/FetchRight.sql")).toEqual([]);
  expect(findingsOf("sql/users/ModifyAllOnPurpose.sql")).toEqual([]);
});

test("every finding has a hint, and they come in the order of files and lines", () => {
  expect(findings.filter(({ hint }) => !hint)).toEqual([]);
  const places = findings.map(({ file, line }) => `${file} ${String(line).padStart(5)}`);
  expect(places).toEqual([...places].sort());
});

test("the files that were generated before stay as they are", () => {
  expect(project.read("src/repositories/users.ts")).toContain("The old one.");
  expect(project.read("src/repositories/index.ts")).toBeUndefined();
});
