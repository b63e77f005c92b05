/** The layout's rules, kept by a test: who may import whom, who may name a runtime, who may read the environment. */
import { describe, expect, test } from "bun:test";
import { dirname, join, normalize } from "node:path";
import { specifiersOf, withoutComments } from "./testing/imports.ts";

interface SourceFile {
  /** Relative to src/: "services/account/users/handler.ts". */
  readonly path: string;
  readonly text: string;
}

/** Which parts a part may import, besides itself. Tests may import what they test and everything in testing/. */
const allowed: Readonly<Record<string, readonly string[] | "everything">> = {
  "main.ts": ["commands"],
  "app.ts": [
    "config.ts",
    "database",
    "errors.ts",
    "jobs.ts",
    "mail",
    "platform",
    "plugins",
    "repositories",
    "scope.ts",
    "services",
    "telemetry",
  ],
  // Its types; see the test below.
  client: ["app.ts"],
  config: [],
  "config.ts": ["config"],
  "errors.ts": ["database"],
  commands: "everything",
  // Where processes begin, on every runtime.
  entry: "everything",
  backup: [],
  database: [],
  jobs: ["database", "errors.ts", "repositories", "telemetry"],
  "jobs.ts": ["jobs", "mail", "services"],
  mail: ["errors.ts"],
  pages: ["client"],
  platform: ["config.ts", "database", "mail", "pages", "telemetry"],
  plugins: ["database", "errors.ts", "platform", "scope.ts", "telemetry"],
  repositories: ["database"],
  "scope.ts": [],
  sqlgen: ["database"],
  telemetry: ["database", "repositories"],
  testing: "everything",
};

/** A service's folder holds layers; each may reach only so far. */
const layers: readonly {
  readonly file: RegExp;
  readonly may: readonly RegExp[];
  readonly because: string;
}[] = [
  {
    file: /\/handler\.ts$/,
    may: [/^services\//, /^plugins\//, /^errors\.ts$/],
    because: "a handler knows its schema, its service and the plugins; never repositories or database",
  },
  {
    file: /\/schema\.ts$/,
    may: [/\/(schema|limits)\.ts$/, /^plugins\/schema/],
    because:
      "a schema describes input and output and nothing else; limits.ts holds the bounds that services keep too",
  },
  {
    file: /./,
    may: [
      /^services\/(?!.*\/handler\.ts$)/,
      /^repositories\//,
      /^jobs\//,
      /^mail\//,
      /^database\//,
      /^errors\.ts$/,
      /^scope\.ts$/,
    ],
    because:
      "a service knows repositories, jobs, mail, transactions and errors; never plugins, handlers or config",
  },
];

/** Only these may name a runtime: everything else runs on every one. */
const RUNTIME_FILES =
  /^(backup|commands|entry\/bundle|platform|sqlgen|testing|database\/(embedded|migrations)|jobs\/worker|architecture)\b/;
/** Where a process begins. */
const ENTRIES = /^(main\.ts|entry\/(node|deno|workerd)\.ts|testing\/)/;
const RUNTIME_NAMES = /\b(Bun|Deno)\.[a-zA-Z]|["'](bun|bun:[a-z]+)["']/;

const files: SourceFile[] = [];
for await (const path of new Bun.Glob("**/*.ts").scan({ cwd: import.meta.dir })) {
  files.push({ path, text: await Bun.file(join(import.meta.dir, path)).text() });
}
const product = files.filter(({ path }) => !path.endsWith(".test.ts") && !path.includes("/fixtures/"));

describe("who may import whom", () => {
  test("parts import only the parts that they may", () => {
    expect(product.flatMap(forbiddenParts)).toEqual([]);
  });

  test("the client takes types of the server and nothing else: browsers load it", () => {
    const server = product
      .filter(({ path }) => path.startsWith("client/"))
      .flatMap(({ path, text }) => linesImporting(text, "../").map((line) => `${path}: ${line}`));
    expect(server.filter((line) => !line.includes(": import type "))).toEqual([]);
  });

  test("inside a service, handler, schema and service keep to their layers", () => {
    expect(product.filter(({ path }) => path.startsWith("services/")).flatMap(forbiddenLayers)).toEqual([]);
  });

  test("services know no web framework", () => {
    const framework = product
      .filter(({ path }) => path.startsWith("services/") && !/\/(handler|schema)\.ts$/.test(path))
      .filter(({ text }) => packagesOf(text).some((name) => /^(elysia|@elysiajs\/)/.test(name)));
    expect(framework.map(({ path }) => path)).toEqual([]);
  });

  test("a folder that does not exist has no rule, and a part without a rule fails", () => {
    const parts = new Set(product.map(({ path }) => partOf(path)));
    expect(Object.keys(allowed).filter((part) => !parts.has(part))).toEqual([]);
    expect([...parts].filter((part) => part !== "services" && !(part in allowed))).toEqual([]);
  });
});

describe("what differs per runtime stands behind one interface", () => {
  test("only platform, commands and tools name Bun or Deno", () => {
    const naming = product.filter(
      ({ path, text }) => !RUNTIME_FILES.test(path) && RUNTIME_NAMES.test(withoutComments(text)),
    );
    expect(naming.map(({ path }) => path)).toEqual([]);
  });

  test("nobody asks `fetch` to take a redirection for an error: workerd cannot", () => {
    const asking = product.filter(({ text }) => text.includes('redirect: "error"'));
    expect(asking.map(({ path }) => path)).toEqual([]);
  });

  test("only config.ts reads the environment; main.ts and what tests start hand it over", () => {
    const reading = product.filter(({ text }) =>
      /\b(process|Bun|import\.meta)\.env\b/.test(withoutComments(text)),
    );
    expect(reading.map(({ path }) => path).filter((path) => !ENTRIES.test(path))).toEqual([]);
  });
});

test("the README's tour names every folder of src/, and no other", async () => {
  const readme = await Bun.file(join(import.meta.dir, "../README.md")).text();
  const named = [...readme.matchAll(/^\| `src\/(\w+)\/` \|/gm)].map(([, name]) => name);
  const folders = new Set(product.filter(({ path }) => path.includes("/")).map(({ path }) => partOf(path)));
  expect(named.sort()).toEqual([...folders].sort());
});

test("every file begins by saying why it exists", () => {
  const silent = product.filter(({ text }) => !/^(#!.*\n)?\/[*/]/.test(text));
  expect(silent.map(({ path }) => path)).toEqual([]);
});

function forbiddenParts({ path, text }: SourceFile): string[] {
  const part = partOf(path);
  if (part === "services") return [];
  return importsOf(path, text)
    .filter((target) => partOf(target) !== part && !mayImport(part, partOf(target)))
    .map((target) => `${path} imports ${target}, which is not in the list of what ${part} may import`);
}

function forbiddenLayers({ path, text }: SourceFile): string[] {
  const layer = layers.find(({ file }) => file.test(path));
  return importsOf(path, text)
    .filter((target) => layer?.may.some((pattern) => pattern.test(target)) !== true)
    .map((target) => `${path} imports ${target}: ${layer?.because}`);
}

function mayImport(part: string, target: string): boolean {
  const list = allowed[part] ?? [];
  return list === "everything" || list.includes(target);
}

function partOf(path: string): string {
  return path.split("/")[0] ?? path;
}

/** Files of ours that a file imports, types included, relative to src/. */
function importsOf(path: string, text: string): string[] {
  return specifiersOf(text)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => normalize(join(dirname(path), specifier)))
    .filter((target) => !target.startsWith(".."));
}

const packagesOf = (text: string): string[] =>
  specifiersOf(text).filter((specifier) => !specifier.startsWith("."));

/** Statements that import from modules whose path begins so, each on one line. */
const linesImporting = (text: string, start: string): string[] =>
  [...withoutComments(text).matchAll(/(?:^|\n)((?:import|export)\b[^"';]*?["']([^"']+)["'])/g)]
    .filter(([, , specifier]) => specifier?.startsWith(start))
    .map(([, statement = ""]) => statement.replaceAll(/\s+/g, " "));
