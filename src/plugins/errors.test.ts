import { describe, expect, test } from "bun:test";
import { Elysia, t } from "elysia";
import { CardinalityError, DbError } from "../database/errors.ts";
import { AppError, errors } from "../errors.ts";
import { testApp } from "../testing/app.ts";
import { noDatabase } from "../testing/no-database.ts";
import { UrlInteger } from "./schema.ts";

const failures: Record<string, () => unknown> = {
  "a domain error": () => new AppError("conflict", { detail: "Changed at 12:00." }),
  "a fault": () => new Error("connect to db://admin:hunter2@10.0.0.1 failed"),
  "no error at all": () => null,
  "an error with a code and a status": () =>
    Object.assign(new Error("duplicate key"), { code: "NOT_FOUND", status: 418 }),
  "an error that answers by itself": () =>
    Object.assign(new Error("x"), { toResponse: () => new Response("leak") }),
  "a query that is wrong": () =>
    new DbError("column x does not exist", { kind: "internal", title: "FetchX", sqlstate: "42703" }),
  "two rows for one": () => new CardinalityError("FetchX", "one row", 2),
  "no connection": () => new DbError("refused", { kind: "unavailable", title: "FetchX" }),
  "a cancelled query": () => new DbError("cancelled", { kind: "timeout", title: "FetchX" }),
  "a lost race": () => new DbError("deadlock", { kind: "conflict", title: "FetchX", sqlstate: "40P01" }),
  "a value that Postgres cannot take": () =>
    new DbError("invalid byte sequence", { kind: "input", title: "FetchX" }),
};

const app = testApp(noDatabase, {
  routes: (guards) =>
    new Elysia()
      .use(guards)
      .get(
        "/fail",
        ({ query }) => {
          throw failures[query.with ?? ""]?.();
        },
        { public: true, query: t.Object({ with: t.Optional(t.String()) }) },
      )
      .post("/people", ({ body }) => body, {
        public: true,
        body: t.Object({
          email: t.String({ format: "email" }),
          password: t.String({ minLength: 8 }),
          age: t.Optional(UrlInteger({ minimum: 0, maximum: 150 })),
          color: t.Optional(t.Union([t.Literal("red"), t.Literal("green")])),
          plate: t.Optional(
            t.String({ pattern: "^[A-Z]+-[0-9]+$", description: "Letters, a hyphen, digits." }),
          ),
        }),
      })
      .get("/promise", () => ({ wrong: 1 }) as unknown as { right: string }, {
        public: true,
        response: t.Object({ right: t.String() }),
      }),
});

const failWith = (name: string) => app.request("GET", `/fail?with=${encodeURIComponent(name)}`);

describe("whatever goes wrong becomes a problem (RFC 9457)", () => {
  test.each([
    ["a domain error", 409, "conflict"],
    ["a fault", 500, "internal_error"],
    ["no error at all", 500, "internal_error"],
    ["an error with a code and a status", 500, "internal_error"],
    ["an error that answers by itself", 500, "internal_error"],
    ["a query that is wrong", 500, "internal_error"],
    ["two rows for one", 500, "internal_error"],
    ["no connection", 503, "unavailable"],
    ["a cancelled query", 503, "deadline_exceeded"],
    ["a lost race", 409, "conflict"],
    ["a value that Postgres cannot take", 422, "invalid_input"],
  ] as const)("%s: %i %s", async (name, status, code) => {
    const answer = await failWith(name);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ type: "about:blank", status, code, title: errors[code].title });
    expect(answer.body.request_id).toBe(answer.headers.get("x-request-id"));
  });

  test("a fault says nothing but the code and the ids", async () => {
    const { body } = await failWith("a fault");
    expect(Object.keys(body).sort()).toEqual(["code", "error_id", "request_id", "status", "title", "type"]);
  });

  test("503 says when to try again", async () => {
    expect((await failWith("no connection")).headers.get("retry-after")).toBe("1");
  });

  test("an answer that breaks its own schema is our fault, and is not sent", async () => {
    const { status, body } = await app.request("GET", "/promise");
    expect([status, body.code]).toEqual([500, "internal_error"]);
  });
});

describe("422 for input that is not valid", () => {
  test("names each value once, with what was expected", async () => {
    const body = { email: "nobody", age: 1.5, color: "blue", plate: "7" };
    const answer = await app.request("POST", "/people", { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([
      { in: "body", pointer: "/email", detail: "Expected string to match 'email' format" },
      { in: "body", pointer: "/password", detail: "Required" },
      { in: "body", pointer: "/age", detail: "Expected integer from 0 to 150" },
      { in: "body", pointer: "/color", detail: "Expected one of red, green" },
      { in: "body", pointer: "/plate", detail: "Expected: Letters, a hyphen, digits." },
    ]);
  });

  test("never repeats what was sent", async () => {
    const { status, body } = await app.request("POST", "/people", {
      body: { email: "s3cret-mail", password: "s3cret" },
    });
    expect(status).toBe(422);
    expect(JSON.stringify(body)).not.toContain("s3cret");
  });
});

describe("the log of what went wrong", () => {
  test("a fault is logged once, with all that is known and no secret", async () => {
    app.logs.length = 0;
    await app.request("GET", "/fail?with=a%20fault&token=t0ken", {
      headers: { authorization: "Bearer abcdefgh", "user-agent": "probe" },
    });
    const [incident, ...others] = app.logs.filter(({ level }) => level === "error");
    expect(others).toEqual([]);
    expect(incident).toMatchObject({
      message: "internal error",
      error_code: "internal_error",
      method: "GET",
      route: "/fail",
      path: "/fail",
      client_ip: "127.0.0.1",
      user_agent: "probe",
      query: { with: "a fault", token: "***" },
      headers: { authorization: "***" },
      request_id: expect.any(String),
      trace_id: expect.any(String),
    });
    expect(JSON.stringify(incident)).toContain("errors.test.ts");
    expect(JSON.stringify(app.logs)).not.toMatch(/hunter2|abcdefgh|t0ken/);
  });

  test("a database that is away is a warning with its facts", async () => {
    app.logs.length = 0;
    await failWith("no connection");
    expect(app.logs[0]).toMatchObject({
      level: "warn",
      failed_query: "FetchX",
      database_error: "unavailable",
    });
  });

  test("what the client did wrong is no error of ours", async () => {
    app.logs.length = 0;
    await failWith("a domain error");
    await app.request("POST", "/people", { body: {} });
    await app.request("GET", "/nowhere");
    expect(app.logs.map(({ level }) => level)).toEqual(["info", "info", "info"]);
  });
});
