/** The CLI through its door: words in, text and an exit code out. */
import { describe, expect, test } from "bun:test";
import { type CliInput, runCli } from "./cli.ts";
import { CommandError } from "./command.ts";
import { suggest } from "./suggest.ts";

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The table of a small CLI: `echo` prints what it was called with, `fail` fails as its argument says. */
const commands: CliInput["commands"] = [
  {
    usage: "echo <action> [argument]",
    summary: "Say what was said",
    options: [["--json", "for machines"]],
    readsConfig: true,
    load: async () => ({
      run: async ({ args, options }) => {
        console.log(JSON.stringify({ args, port: options.port, databaseUrl: options.databaseUrl }));
        return 0;
      },
    }),
  },
  {
    usage: "fail",
    summary: "Fail on purpose",
    options: [["--json", "for machines"]],
    load: async () => ({
      run: async () => {
        throw new CommandError("it broke", { hint: "Mend it.", exitCode: 3 });
      },
    }),
  },
];

async function run(...words: string[]): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const { log, error, info } = console;
  console.log = console.info = (text: string) => void out.push(text);
  console.error = (text: string) => void err.push(text);
  try {
    const code = await runCli({
      name: "tool",
      version: "1.2.3",
      commands,
      argv: ["bun", "tool", ...words],
      env: {},
    });
    return { code, out: out.join("\n"), err: err.join("\n") };
  } finally {
    Object.assign(console, { log, error, info });
  }
}

describe("words", () => {
  test("reach the command as they were typed, numbers too", async () => {
    const { code, out } = await run("echo", "up", "007", "--port", "08080", "--database-url=postgres://x/1");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ args: ["up", "007"], port: "08080", databaseUrl: "postgres://x/1" });
  });

  test("an unknown command gets a suggestion and exit code 2", async () => {
    expect(await run("ecko")).toEqual({
      code: 2,
      out: "",
      err: "error: there is no command `ecko`\n  Did you mean `tool echo`?",
    });
  });

  test("an unknown flag gets a suggestion and exit code 2", async () => {
    const { code, err } = await run("echo", "up", "--prot", "1");
    expect(code).toBe(2);
    expect(err).toBe("error: Unknown option `--prot`\n  Did you mean `--port`? See `tool echo --help`.");
  });

  test("a flag of the configuration is unknown where none is read", async () => {
    const { code, err } = await run("fail", "--port", "1");
    expect(code).toBe(2);
    expect(err).toContain("Unknown option `--port`");
  });

  test("a missing word says which, and where to read on", async () => {
    const { code, err } = await run("echo");
    expect(code).toBe(2);
    expect(err).toContain("echo <action> [argument]");
    expect(err).toContain("See `tool echo --help`.");
  });
});

describe("help", () => {
  test("without words lists the commands and exits 2, with --help 0", async () => {
    const bare = await run();
    const asked = await run("--help");
    expect(bare.code).toBe(2);
    expect(asked.code).toBe(0);
    for (const { out } of [bare, asked]) expect(out).toContain("echo <action> [argument]  Say what was said");
  });

  test("of a command that reads the configuration names its flags in one line", async () => {
    const { out } = await run("echo", "--help");
    expect(out).toContain("--json");
    expect(out).toContain("Every variable is a flag too");
    expect(out).not.toContain("--database-url");
  });
});

describe("a failure", () => {
  test("that was foreseen is a sentence, a hint and the command's exit code", async () => {
    expect(await run("fail")).toEqual({ code: 3, out: "", err: "error: it broke\n  Mend it." });
  });

  test("is JSON with --json", async () => {
    const { err } = await run("fail", "--json");
    expect(JSON.parse(err)).toEqual({ error: { message: "it broke", hint: "Mend it." } });
  });
});

describe("a suggestion", () => {
  const titles = ["FetchUserById", "FetchUserByEmail", "InsertUser"];

  test("is what was probably meant", () => {
    expect(suggest("FetchUserByID", titles)).toBe("FetchUserById");
    expect(suggest("fetchuserbyemial", titles)).toBe("FetchUserByEmail");
  });

  test("is not made when nothing is near", () => {
    expect(suggest("DestroyEverything", titles)).toBeUndefined();
  });
});
