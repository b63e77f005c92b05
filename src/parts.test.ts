/** README, "Copy out a part": that each row is whole, and that what is copied out works. */
import { expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { testDatabase } from "./testing/database.ts";
import { specifiersOf } from "./testing/imports.ts";

interface Part {
  readonly name: string;
  /** Relative to the project: code and SQL, without tests. */
  readonly files: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

const ROOT = join(import.meta.dir, "..");
const parts = readParts(await Bun.file(join(ROOT, "README.md")).text());

test("the table has its rows", () => {
  expect(parts.map(({ name }) => name)).toContain("background jobs");
});

test.each(parts.map((part) => [part.name, part] as const))(
  "%s: nothing that is imported is missing",
  async (_, part) => {
    expect(part.files.size).toBeGreaterThan(1);
    expect(await missing(part)).toEqual([]);
  },
);

test.each(parts.map((part) => [part.name, part] as const))(
  "%s: every package that is named is used",
  async (_, part) => {
    const used = new Set((await importsOf(part)).filter(({ isFile }) => !isFile).map(({ target }) => target));
    expect([...part.packages].filter((name) => !used.has(name))).toEqual([]);
  },
);

const empty = testDatabase({ migrated: false });

test("the generator, copied out into an empty project, makes a method that works there", () => {
  const generator = parts.find(({ name }) => name.startsWith("its generator"));
  if (generator === undefined) throw new Error("the README has no such part any more");
  using project = copyOut(generator);
  project.write("migrations/20260101000000000_create-notes.sql", NOTES);
  project.write("sql/notes/InsertNote.sql", INSERT_NOTE);
  project.write("main.ts", MAIN);
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, "main.ts"], {
    cwd: project.root,
    env: { PATH: process.env.PATH ?? "", DATABASE_URL: empty.url },
  });
  expect([stderr.toString(), stdout.toString().trim(), exitCode]).toEqual(["", '{"id":1,"text":"kept"}', 0]);
});

const NOTES = `-- What people want to remember.

-- Up Migration
CREATE TABLE notes (
  id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  text text NOT NULL
);

-- Down Migration
DROP TABLE notes;
`;

const INSERT_NOTE = `/* @name InsertNote */
-- One note.
INSERT INTO notes (text)
VALUES (:text!)
RETURNING id, text;
`;

/** All of the way: repositories, schema, a call. */
const MAIN = `
import { openDatabase } from "./src/database/index.ts";
import { migrateUp } from "./src/database/migrations/index.ts";
import { bunSql } from "./src/platform/bun-sql.ts";
import { formatFinding, Generator } from "./src/sqlgen/index.ts";

const url = process.env.DATABASE_URL;
const generator = new Generator({ root: ".", server: async () => url });
const { findings } = await generator.generate();
generator.close();
if (findings.length > 0) throw new Error(findings.map(formatFinding).join("\\n"));

await migrateUp({ url, directory: "migrations" });
const notes = await import("./src/repositories/notes.ts");
const database = openDatabase({ url }, bunSql);
console.log(JSON.stringify(await notes.insertNote(database, { text: "kept" })));
await database.close();
`;

function readParts(readme: string): Part[] {
  const table = readme.slice(readme.indexOf("<!-- parts:"), readme.indexOf("<!-- /parts -->"));
  const parts: Part[] = [];
  for (const line of table
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2)) {
    const [, name = "", sources = "", packages = ""] = line.split("|").map((cell) => cell.trim());
    const included = parts.find((part) => sources.startsWith(part.name.split(":")[0] ?? part.name));
    const patterns = [...sources.matchAll(/`([^`]+)`/g)].map(([, pattern = ""]) => pattern);
    parts.push({
      name,
      files: new Set([...(included?.files ?? []), ...patterns.flatMap(filesOf)]),
      packages: new Set([...(included?.packages ?? []), ...packages.split(" ").filter(Boolean)]),
    });
  }
  return parts;
}

/** What a file, a folder or a pattern of the table stands for. */
function filesOf(pattern: string): string[] {
  const globs = [pattern, `${pattern}/**/*`].map((glob) => new Bun.Glob(glob));
  return globs
    .flatMap((glob) => [...glob.scanSync({ cwd: ROOT })])
    .filter((path) => !path.endsWith(".test.ts") && !path.includes("/fixtures/"));
}

interface Import {
  readonly from: string;
  /** A file of ours, or the name of a package. */
  readonly target: string;
  readonly isFile: boolean;
}

async function importsOf({ files }: Part): Promise<Import[]> {
  const found: Import[] = [];
  for (const from of files) {
    if (!from.endsWith(".ts")) continue;
    for (const specifier of specifiersOf(await Bun.file(join(ROOT, from)).text())) {
      const isFile = specifier.startsWith(".");
      if (isFile) found.push({ from, target: normalize(join(dirname(from), specifier)), isFile });
      else if (!/^(node:|bun(:|$))/.test(specifier))
        found.push({ from, target: packageOf(specifier), isFile });
    }
  }
  return found;
}

async function missing(part: Part): Promise<string[]> {
  const imports = await importsOf(part);
  return imports
    .filter(({ target, isFile }) => !(isFile ? part.files : part.packages).has(target))
    .map(({ from, target }) => `${from} imports ${target}`);
}

const packageOf = (specifier: string): string =>
  specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");

/** The part's files and packages in a folder of their own, and nothing else. */
function copyOut({ files, packages }: Part) {
  const root = mkdtempSync(join(tmpdir(), "part-"));
  const write = (path: string, text: string): void => {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const file of files) cpSync(join(ROOT, file), join(root, file));
  for (const name of packages) {
    const place = join(root, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), place);
  }
  return { root, write, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}
