/**
 * Who may do what, as one table: every route of the app, every kind of caller, and the status of the answer. A route without
 * a row fails, and so does a row without a route: whoever adds a route decides here who may call it, and if it takes a body,
 * writes one into testing/example-requests.ts.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import { createApp } from "./app.ts";
import { accessOf } from "./plugins/auth.ts";
import { testApp } from "./testing/app.ts";
import { testDatabase } from "./testing/database.ts";
import { exampleRequest, nameOf } from "./testing/example-requests.ts";
import { noDatabase } from "./testing/no-database.ts";
import { testPlatform } from "./testing/platform.ts";
import { CALLERS, type Caller, contentsOf, createWorld, type World } from "./testing/world.ts";

/** One status: everybody gets it, as nobody is asked who he is. CALLERS says who the nine are. */
const EVERYBODY = /^\d+$/;

// biome-ignore format: a table is read by its columns
const table: Readonly<Record<string, string>> = {
  //                                         anonymous stranger barred member admin owner operator flagged suspended
  "GET /organizations":                                      "401 200 200 200 200 200 200 402 402",
  "POST /organizations":                                     "401 201 201 201 201 201 201 402 402",
  "GET /organizations/:id":                                  "401 404 404 200 200 200 404 402 402",
  "PATCH /organizations/:id":                                "401 404 404 403 200 200 404 402 402",
  "DELETE /organizations/:id":                               "401 404 404 403 403 204 404 402 402",
  "POST /organizations/:id/ownership-transfer":              "401 404 404 403 403 204 404 402 402",
  "GET /organizations/:id/members":                          "401 404 404 200 200 200 404 402 402",
  "PATCH /organizations/:id/members/:user_id":               "401 404 404 403 200 200 404 402 402",
  "DELETE /organizations/:id/members/:user_id":              "401 404 404 403 204 204 404 402 402",
  "DELETE /organizations/:id/membership":                    "401 404 404 204 204 204 404 402 402",
  "GET /organizations/:id/roles":                            "401 404 404 200 200 200 404 402 402",
  "POST /organizations/:id/roles":                           "401 404 404 403 201 201 404 402 402",
  "PATCH /organizations/:id/roles/:role_id":                 "401 404 404 403 200 200 404 402 402",
  "DELETE /organizations/:id/roles/:role_id":                "401 404 404 403 204 204 404 402 402",
  "GET /organizations/:id/invitations":                      "401 404 404 403 200 200 404 402 402",
  "POST /organizations/:id/invitations":                     "401 404 404 403 201 201 404 402 402",
  "DELETE /organizations/:id/invitations/:invitation_id":    "401 404 404 403 204 204 404 402 402",
  "GET /organizations/:id/audit-events":                     "401 404 404 403 200 200 404 402 402",
  "GET /permissions":                                        "401 200 200 200 200 200 200 402 402",
  "POST /invitations/preview":                               "422",
  "POST /invitations/registration":                          "422",
  "POST /invitations/consume":                               "401 400 400 400 400 400 400 402 402",

  //                                         anonymous stranger barred member admin owner operator flagged suspended
  "GET /session":                                            "401 200 200 200 200 200 200 402 402",
  "POST /session/revalidation":                              "401 200 200 200 200 200 200 200 401",
  "PUT /session/organization":                               "401 404 404 200 200 200 404 402 402",
  "GET /me":                                                 "401 200 200 200 200 200 200 402 402",
  "PATCH /me":                                               "401 200 200 200 200 200 200 402 402",
  "DELETE /me":                                              "401 409 204 204 204 204 204 402 402",
  "PUT /me/password":                                        "401 409 409 409 409 409 409 402 402",
  "POST /me/email-changes":                                  "401 202 202 202 202 202 202 402 402",
  "GET /me/identities":                                      "401 200 200 200 200 200 200 402 402",
  "DELETE /me/identities/:id":                               "401 404 404 404 404 404 404 402 402",
  "GET /me/sessions":                                        "401 200 200 200 200 200 200 402 402",
  "DELETE /me/sessions":                                     "401 204 204 204 204 204 204 402 402",
  "DELETE /me/sessions/:id":                                 "401 404 404 404 404 404 404 402 402",

  //                                         anonymous stranger barred member admin owner operator flagged suspended
  "POST /auth/logout":                                       "401 204 204 204 204 204 204 204 204",
  "POST /auth/register":                                     "422",
  "POST /auth/login":                                        "422",
  "POST /auth/magic-links":                                  "422",
  "POST /auth/magic-links/consume":                          "422",
  "POST /auth/email-verifications":                          "422",
  "POST /auth/email-verifications/consume":                  "422",
  "POST /auth/password-resets":                              "422",
  "POST /auth/password-resets/consume":                      "422",
  "POST /auth/email-changes/consume":                        "422",
  "GET /auth/oauth":                                         "200",
  "GET /auth/oauth/:provider":                               "404",
  "GET /auth/oauth/:provider/callback":                      "404",

  //                                         anonymous stranger barred member admin owner operator flagged suspended
  "GET /users":                                              "401 403 403 403 403 403 200 402 402",
  "GET /users/:id":                                          "401 403 403 403 403 403 200 402 402",
  "PUT /users/:id/suspension":                               "401 403 403 403 403 403 200 402 402",
  "DELETE /users/:id/suspension":                            "401 403 403 403 403 403 200 402 402",
  "GET /jobs":                                               "401 403 403 403 403 403 200 402 402",
  "GET /jobs/overview":                                      "401 403 403 403 403 403 200 402 402",
  "GET /jobs/schedules":                                     "401 403 403 403 403 403 200 402 402",
  "POST /jobs/retries":                                      "401 403 403 403 403 403 200 402 402",
  "GET /jobs/:id":                                           "401 403 403 403 403 403 404 402 402",
  "POST /jobs/:id/retry":                                    "401 403 403 403 403 403 404 402 402",
  "POST /jobs/:id/cancel":                                   "401 403 403 403 403 403 404 402 402",
  "POST /jobs/:id/bring-forward":                            "401 403 403 403 403 403 404 402 402",
  "PUT /jobs/queues/:queue/pause":                           "401 403 403 403 403 403 204 402 402",
  "DELETE /jobs/queues/:queue/pause":                        "401 403 403 403 403 403 204 402 402",
  "PUT /jobs/schedules/:name/pause":                         "401 403 403 403 403 403 404 402 402",
  "DELETE /jobs/schedules/:name/pause":                      "401 403 403 403 403 403 404 402 402",
  "POST /jobs/schedules/:name/runs":                         "401 403 403 403 403 403 404 402 402",

  "GET /jobs/dashboard":                                     "200",
  "GET /jobs/dashboard/:name":                               "404",
  "GET /health/live":                                        "200",
  "GET /health/ready":                                       "200",
  "GET /metrics":                                            "200",
  "GET /docs":                                               "200",
  "GET /docs/json":                                          "200",
  "GET /docs/assets/:name":                                  "404",
};

const database = testDatabase();
const app = testApp(database);
const routes = createApp(testPlatform(noDatabase)).routes;

/** For whatever changes nothing. What does has one of its own. */
let common: World;
beforeAll(async () => {
  common = await createWorld(app, database);
});

test("every route has its row, and every row its route", () => {
  expect(Object.keys(table).sort()).toEqual(routes.map(nameOf).sort());
});

test("routes that ask nobody are those that are declared public", () => {
  const open = routes.filter((route) => EVERYBODY.test(table[nameOf(route)] ?? ""));
  expect(open.map(nameOf)).toEqual(routes.filter((route) => accessOf(route) === "public").map(nameOf));
});

describe("who may do what", () => {
  for (const route of routes) {
    const row = table[nameOf(route)] ?? "";
    const expected = EVERYBODY.test(row) ? CALLERS.map(() => row) : row.split(" ");

    test(`${nameOf(route)} → ${row}`, async () => {
      const before = await contentsOf(database, common);
      const answers: string[] = [];
      for (const [index, caller] of CALLERS.entries()) {
        const world = changes(route.method, expected[index]) ? await createWorld(app, database) : common;
        answers.push(await ask(route, caller, world));
      }
      expect(answers.join(" ")).toBe(expected.join(" "));
      expect(await contentsOf(database, common)).toEqual(before);
    });
  }
});

/** Whether an answer with this status may have changed something: success, or the end of a session. */
const changes = (method: string, status = ""): boolean =>
  method !== "GET" && (status.startsWith("2") || status === "401");

async function ask(route: (typeof routes)[number], caller: Caller, world: World): Promise<string> {
  const { method, path, body } = exampleRequest(route, world);
  const { status } = await world.callers[caller].request(method, path, { body });
  return String(status);
}
