import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Elysia, t } from "elysia";
import { testApp } from "../testing/app.ts";
import { noDatabase } from "../testing/no-database.ts";
import { Timestamp } from "./schema.ts";

const app = testApp(noDatabase, {
  routes: (guards) =>
    new Elysia().use(guards).post("/things/:id", () => undefined, {
      permission: "roles.manage",
      params: t.Object({ id: t.String() }),
      body: t.Object({ name: t.String() }),
      response: { 201: t.Object({ at: Timestamp }), 204: t.Void({ description: "Nothing changed." }) },
    }),
});

const document = async () => (await app.request("GET", "/docs/json")).body;

describe("the document", () => {
  test("is valid OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate(await document());
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  test("is the same before and after routes were called", async () => {
    const before = await document();
    await app.request("GET", "/health/live");
    expect(await document()).toEqual(before);
  });

  test("lists the API and not itself", async () => {
    const { paths } = await document();
    expect(Object.keys(paths)).toContain("/users/{id}");
    expect(Object.keys(paths).filter((path) => path.startsWith("/docs"))).toEqual([]);
  });

  test("says who may call, and what is answered to others", async () => {
    const { paths } = await document();
    expect(paths["/health/live"].get).toMatchObject({ security: [], "x-access": "public" });
    expect(paths["/health/live"].get.responses).not.toHaveProperty("401");
    expect(paths["/users"].get).toMatchObject({
      security: [{ bearer: [] }, { cookie: [] }],
      "x-access": "users.read",
    });
    expect(Object.keys(paths["/users/{id}"].get.responses)).toEqual([
      "200",
      "401",
      "402",
      "403",
      "404",
      "422",
      "503",
      "default",
    ]);
    expect(paths["/organizations"].get.responses).not.toHaveProperty("403");
  });

  test("bodies are JSON, dates are strings, and no content is none", async () => {
    const { post } = (await document()).paths["/things/{id}"];
    expect(Object.keys(post.requestBody.content)).toEqual(["application/json"]);
    expect(post.responses["201"].content["application/json"].schema.properties.at).toEqual({
      type: "string",
      format: "date-time",
    });
    expect(post.responses["204"]).toEqual({ description: "Nothing changed." });
    expect(Object.keys(post.responses)).toEqual(
      expect.arrayContaining(["400", "401", "403", "404", "413", "415", "422", "default"]),
    );
  });

  test("a number in the query is a number, and a default is no duty", async () => {
    const { parameters } = (await document()).paths["/users"].get;
    expect(parameters.find(({ name }: { name: string }) => name === "limit")).toMatchObject({
      required: false,
      schema: { type: "integer", minimum: 1, maximum: 100, default: 20 },
    });
  });
});

describe("the page", () => {
  test("loads its files from here and nowhere else", async () => {
    const { body, headers } = await app.request<string>("GET", "/docs");
    expect(headers.get("content-type")).toContain("text/html");
    expect(body).toContain('src="/docs/assets/swagger-ui-bundle.js"');
    expect(body).not.toMatch(/(src|href)="https?:/);
  });

  test("may run its own script by its hash", async () => {
    const { body, headers } = await app.request<string>("GET", "/docs");
    const [, script = ""] = /<script>([\s\S]*?)<\/script>/.exec(body) ?? [];
    const hash = createHash("sha256").update(script).digest("base64");
    expect(script).toContain("SwaggerUIBundle");
    expect(headers.get("content-security-policy")).toContain(`script-src 'self' 'sha256-${hash}'`);
  });

  test("gets the package's files, and no others", async () => {
    const { status, headers } = await app.request("GET", "/docs/assets/swagger-ui.css");
    expect([status, headers.get("content-type")]).toEqual([200, "text/css;charset=utf-8"]);
    expect((await app.request("GET", "/docs/assets/package.json")).status).toBe(404);
    expect((await app.request("GET", "/docs/assets/..%2f..%2fpackage.json")).status).toBe(404);
  });
});
