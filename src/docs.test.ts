/** docs/: what the pages tell to do is done here, in a copy of the project, so that it stays true. */
import { expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { testDatabase } from "./testing/database.ts";

/** It starts a run of the tests, with a Postgres of its own. */
const TIMEOUT_MS = 90_000;

const ROOT = join(import.meta.dir, "..");
const database = testDatabase({ migrated: false });

test(
  "docs/add-a-feature.md: the feature is generated, and its tests and the matrix pass",
  async () => {
    using project = copyOfProject();
    for (const block of blocksOf(await Bun.file(join(ROOT, "docs/add-a-feature.md")).text()))
      project.apply(block);
    expect(project.run("src/main.ts", "sql", "generate")).toBe(0);
    expect(project.run("test", "src/services/notes", "src/authorization.test.ts", "-t", "note|route")).toBe(
      0,
    );
  },
  TIMEOUT_MS,
);

interface Block {
  /** `diff` changes a file, everything else is one. */
  readonly language: string;
  readonly path: string;
  readonly text: string;
}

/** Code blocks with a path behind the language. */
const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/^```(\w+) (\S+)\n([\s\S]*?)^```$/gm)].map(([, language = "", path = "", text = ""]) => ({
    language,
    path,
    text,
  }));

/** What a clone has, and the packages that are installed here. */
function copyOfProject() {
  const root = mkdtempSync(join(tmpdir(), "docs-"));
  for (const name of ["src", "sql", "migrations", "package.json", "tsconfig.json", "bunfig.toml"]) {
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  return {
    apply({ language, path, text }: Block): void {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      const content = language === "diff" ? patched(readFileSync(join(root, path), "utf8"), text) : text;
      writeFileSync(join(root, path), content);
    },
    /** `bun …` in it; gives the exit code, and shows what was said when it failed. */
    run(...command: string[]): number {
      const { PATH, HOME, DOCKER_HOST } = process.env;
      const env = { PATH, HOME, DOCKER_HOST, DATABASE_URL: database.url };
      const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, ...command], { cwd: root, env });
      if (exitCode !== 0) console.error(`bun ${command.join(" ")}\n${stdout}${stderr}`);
      return exitCode;
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The hunk's lines that are there already say where; the others go between them. */
function patched(before: string, hunk: string): string {
  const lines = hunk.trimEnd().split("\n");
  const old = lines.filter((line) => line.startsWith(" ")).map((line) => line.slice(1));
  const now = lines.map((line) => line.slice(1));
  if (before.split(old.join("\n")).length !== 2)
    throw new Error(`once and only once, please:\n${old.join("\n")}`);
  return before.replace(old.join("\n"), () => now.join("\n"));
}
