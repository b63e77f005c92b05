import { describe, expect, test } from "bun:test";
import { requestContext } from "../testing/request-context.ts";
import { createLog, type LogOptions } from "./log.ts";
import { lineOutput } from "./output.ts";
import { runInRequest } from "./request-context.ts";

const context = requestContext();

function logged(format: LogOptions["format"], level = "info") {
  const lines: string[] = [];
  const log = createLog({ level, format, base: { service: "scaffold" }, write: (line) => lines.push(line) });
  return { log, lines };
}

describe("for machines", () => {
  test("a JSON object a line, with the request and the trace that it belongs to", () => {
    const { log, lines } = logged("json");
    runInRequest(context, () => log.info({ count: 1 }, "done"));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      service: "scaffold",
      request_id: "request-1",
      trace_id: "trace-1",
      span_id: "span-1",
      count: 1,
      message: "done",
    });
  });

  test("line breaks in values forge no line", () => {
    const { log, lines } = logged("json");
    log.info({ agent: 'x"}\n{"level":"fatal"}' }, "a\nb");
    expect(lines.join("").trimEnd().split("\n")).toHaveLength(1);
  });

  test("secrets are masked wherever they slipped in", () => {
    const { log, lines } = logged("json");
    log.warn({ note: "sent Bearer canary-1234567" }, "postgres://app:canary-1234567@db/app");
    expect(lines.join("")).not.toContain("canary");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ note: "sent Bearer ***" });
  });

  test("of an error its name, message, stack and causes are told, and not what drivers hang on it", () => {
    const { log, lines } = logged("json");
    const cause = Object.assign(new Error("no"), { detail: "Key (email)=(canary) exists" });
    log.warn({ err: Object.assign(new TypeError("broken", { cause }), { row: "canary" }) }, "it goes on");
    expect(lines.join("")).not.toContain("canary");
    const stack = expect.stringContaining("log.test.ts");
    expect(JSON.parse(lines[0] ?? "").err).toEqual({
      name: "TypeError",
      message: "broken",
      stack,
      cause: { name: "Error", message: "no", stack },
    });
  });

  test("what is below the level is not made", () => {
    const { log, lines } = logged("json", "warn");
    log.info("quiet");
    expect(lines).toEqual([]);
  });
});

/** Without the colours. */
const plain = (text: string | undefined) => Bun.stripANSI(text ?? "");

describe("for people", () => {
  test("a request is one line, with its queries and their times", () => {
    const { log, lines } = logged("pretty");
    log.info(
      {
        method: "GET",
        path: "/users/1",
        route: "/users/:id",
        status: 200,
        ms: 3.21,
        queries: ["FetchUserById 1.8"],
      },
      "request",
    );
    expect(plain(lines[0])).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} INFO {2}GET \/users\/1 200 3\.21 ms · FetchUserById 1\.8\n$/,
    );
  });

  test("anything else is its message and its fields", () => {
    const { log, lines } = logged("pretty");
    log.info({ url: "http://localhost", tries: 2 }, "listening");
    expect(plain(lines[0])).toEndWith("listening url=http://localhost tries=2\n");
  });

  test("an error brings its stack", () => {
    const { log, lines } = logged("pretty");
    log.error({ error: { stack: "Error: x\n    at y" } }, "internal error");
    expect(plain(lines[0])).toEndWith("internal error\nError: x\n    at y\n");
  });
});

describe("the output", () => {
  const written: string[] = [];
  const stream = {
    write: (text: string, done: () => void) => {
      written.push(text);
      queueMicrotask(done);
    },
    on: () => undefined,
  };

  test("the lines of one turn go out together", async () => {
    const output = lineOutput(stream);
    output.write("a\n");
    output.write("b\n");
    await new Promise(setImmediate);
    await output.flush();
    expect(written).toEqual(["a\nb\n"]);
  });

  test("flush writes what is left, at once", async () => {
    written.length = 0;
    const output = lineOutput(stream);
    output.write("last\n");
    await output.flush();
    expect(written).toEqual(["last\n"]);
  });
});
