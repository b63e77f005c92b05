import { expect, test } from "bun:test";
import { signedIn, testApp } from "../testing/app.ts";
import { noDatabase } from "../testing/no-database.ts";

const production = {
  NODE_ENV: "production",
  RATE_LIMITS: "true",
  DATABASE_URL: "postgres://nowhere",
};

test("requests are counted by method, route pattern and status, and what is in flight", async () => {
  const app = testApp(noDatabase);
  await app.request("GET", "/health/live");
  await app.request("GET", "/users/0199d8c0-0000-7000-8000-000000000000", { as: signedIn() });
  await app.request("GET", "/nowhere/at/all");
  const { body, headers } = await app.request<string>("GET", "/metrics");
  expect(headers.get("content-type")).toStartWith("text/plain");
  const count = "http_server_request_duration_seconds_count";
  for (const line of [
    `${count}{http_request_method="GET",http_route="/health/live",http_response_status_code="200"} 1`,
    `${count}{http_request_method="GET",http_route="/users/:id",http_response_status_code="403"} 1`,
    `${count}{http_request_method="GET",http_response_status_code="404"} 1`,
    "http_server_active_requests 1",
  ]) {
    expect(body.split("\n")).toContain(line);
  }
});

test("a method that no route has is no series of its own", async () => {
  const app = testApp(noDatabase);
  await app.request("PROPFIND", "/health/live");
  const { body } = await app.request<string>("GET", "/metrics");
  expect(body).toContain('http_request_method="_OTHER"');
  expect(body).not.toContain("PROPFIND");
});

test("in production whoever has no token does not learn that there is such a page", async () => {
  const closed = testApp(noDatabase, { env: production });
  expect((await closed.request("GET", "/metrics")).status).toBe(404);

  const app = testApp(noDatabase, { env: { ...production, METRICS_TOKEN: "scrape-me" } });
  const ask = async (authorization: string) =>
    (await app.request("GET", "/metrics", { headers: { authorization } })).status;
  expect(await ask("Bearer scrape-me")).toBe(200);
  for (const wrong of ["Bearer scrape-you", "scrape-me", ""]) expect(await ask(wrong)).toBe(404);
});
