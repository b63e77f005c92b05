/** What browsers load, and what every answer carries. */
import { expect } from "bun:test";
import type { Api } from "../api.ts";
import type { Checks } from "../check.ts";

export const pages: Checks = {
  "the documentation, with its scripts and styles in full": async ({ api }) => {
    const page = await api.ask("GET", "/docs");
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self' 'sha256-");
    const document = await api.ask("GET", "/docs/json");
    expect(document.body).toMatchObject({ openapi: "3.1.0", info: { title: "Scaffold" } });
    for (const name of ["swagger-ui-bundle.js", "swagger-ui.css"]) {
      const file = Bun.file(`node_modules/swagger-ui-dist/${name}`);
      expect((await api.ask("GET", `/docs/assets/${name}`)).body).toBe(await file.text());
    }
    expect((await api.ask("GET", "/docs/assets/..%2f..%2fpackage.json")).status).toBe(404);
  },

  "the account page and everything that it loads": async ({ api }) => {
    const { body, headers } = await api.ask("GET", "/account/sign-in");
    expect(headers.get("content-type")).toStartWith("text/html");
    expect(await typesOf(api, body)).toEqual(["text/css", "text/javascript"]);
  },

  "the jobs' page and everything that it loads": async ({ api }) => {
    const { body } = await api.ask("GET", "/jobs/dashboard");
    expect(await typesOf(api, body)).toEqual(["text/css", "text/javascript"]);
  },

  "every answer carries what keeps browsers safe": async ({ api }) => {
    for (const path of ["/health/live", "/nowhere"]) {
      const { headers } = await api.ask("GET", path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("cache-control")).toBe("no-store");
    }
  },
};

/** Of what a page loads. */
async function typesOf(api: Api, html: string): Promise<readonly string[]> {
  const paths = [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(([, path = ""]) => path);
  const answers = await Promise.all(paths.map((path) => api.ask("GET", path)));
  expect(answers.every(({ status, body }) => status === 200 && body.length > 0)).toBe(true);
  return answers.map(({ headers }) => headers.get("content-type")?.split(";", 1)[0] ?? "").sort();
}
