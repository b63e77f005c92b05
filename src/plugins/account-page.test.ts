import { describe, expect, test } from "bun:test";
import { testApp } from "../testing/app.ts";
import { noDatabase } from "../testing/no-database.ts";

const app = testApp(noDatabase, { env: { ACCOUNT_PAGE: "on" } });

describe("the account page", () => {
  test("one document for every path, which loads scripts and styles from here only", async () => {
    const { status, body, headers } = await app.request<string>("GET", "/account/reset-password");
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const loaded = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = ""]) => url);
    expect(loaded).toEqual([
      expect.stringMatching(/^\/account\/assets\/[\w-]+\.css$/),
      expect.stringMatching(/^\/account\/assets\/[\w-]+\.js$/),
    ]);
    for (const url of loaded) {
      const asset = await app.request<string>("GET", url);
      expect([asset.status, asset.headers.get("cache-control")]).toEqual([
        200,
        "public, max-age=31536000, immutable",
      ]);
      expect(asset.headers.get("content-type")).toMatch(url.endsWith("css") ? /^text\/css/ : /javascript/);
    }
  });

  test("its policy allows no script but those files, and it has no other", async () => {
    const { body, headers } = await app.request<string>("GET", "/account");
    const policy = headers.get("content-security-policy");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain("unsafe");
    expect(body).not.toMatch(/<script[^>]*>[^<]|<style|\sstyle=|\son\w+=/);
  });

  test("no other files", async () => {
    for (const name of ["index.html", "main.ts", "..%2f..%2fpackage.json"]) {
      expect((await app.request("GET", `/account/assets/${name}`)).status).toBe(404);
    }
  });

  test.each([
    ["development", "auto", 200],
    ["development", "off", 404],
    ["production", "auto", 404],
    ["production", "on", 200],
  ])("%s, ACCOUNT_PAGE=%s: %i", async (environment, wanted, status) => {
    const env = {
      NODE_ENV: environment,
      ACCOUNT_PAGE: wanted,
      RATE_LIMITS: "true",
      DATABASE_URL: "postgres://nowhere",
    };
    expect((await testApp(noDatabase, { env }).request("GET", "/account")).status).toBe(status);
  });
});
