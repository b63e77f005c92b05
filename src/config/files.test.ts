import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withFiles } from "./files.ts";
import { ConfigError } from "./read.ts";

const directory = mkdtempSync(join(tmpdir(), "config-files-"));
afterAll(() => rmSync(directory, { recursive: true }));

function secret(text: string): string {
  const path = join(directory, "secret");
  writeFileSync(path, text);
  return path;
}

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    withFiles(["SMTP_URL"], env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("a variable whose name ends in _FILE", () => {
  test("gives the text of the file to the variable, without the newline at its end", () => {
    const env = withFiles(["SMTP_URL"], { SMTP_URL_FILE: secret("smtp://mail\n"), PORT: "1" });
    expect(env).toMatchObject({ SMTP_URL: "smtp://mail", PORT: "1" });
  });

  test("keeps every other character, spaces and newlines inside included", () => {
    expect(withFiles(["KEY"], { KEY_FILE: secret(" a\nb \n\n") }).KEY).toBe(" a\nb \n");
  });

  test("is left alone when the table does not know the variable", () => {
    const env = { POSTGRES_PASSWORD_FILE: "/does/not/exist" };
    expect(withFiles(["SMTP_URL"], env)).toEqual(env);
  });

  test("is refused next to the variable itself", () => {
    const [problem = ""] = problemsOf({ SMTP_URL: "smtp://a", SMTP_URL_FILE: secret("smtp://b") });
    expect(problem).toContain("SMTP_URL and SMTP_URL_FILE are both set");
  });

  test("is named when the file cannot be read", () => {
    const [problem = ""] = problemsOf({ SMTP_URL_FILE: "/does/not/exist" });
    expect(problem).toBe("SMTP_URL_FILE=/does/not/exist: the file cannot be read (ENOENT)");
  });
});
