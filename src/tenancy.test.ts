/**
 * Nobody reaches what belongs to another organization: a walk over all routes, by somebody who may do everything at home,
 * with the ids of another organization, all of them and one by one. What is not one's own is not there.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import { createApp } from "./app.ts";
import { testApp } from "./testing/app.ts";
import { testDatabase } from "./testing/database.ts";
import { exampleRequest, nameOf, type RouteName } from "./testing/example-requests.ts";
import { noDatabase } from "./testing/no-database.ts";
import { testPlatform } from "./testing/platform.ts";
import { contentsOf, createWorld, type Ids, type World } from "./testing/world.ts";

const database = testDatabase();
const app = testApp(database);
const routes: readonly RouteName[] = createApp(testPlatform(noDatabase)).routes;

let home: World;
let abroad: World;
beforeAll(async () => {
  home = await createWorld(app, database);
  abroad = await createWorld(app, database);
});

/** For operators alone: whoever is none is told so, whatever the id. */
const isForOperators = ({ path }: RouteName) => /^\/(users|jobs)\b/.test(path);

/** The routes whose request is another one when ids are those of the other organization. */
const concerned = (foreign: World): RouteName[] =>
  routes.filter((route) => {
    const [own, other] = [exampleRequest(route, home), exampleRequest(route, foreign)];
    return JSON.stringify(own) !== JSON.stringify(other) && !isForOperators(route);
  });

async function expectNotFound(route: RouteName, foreign: World): Promise<unknown> {
  const { method, path, body } = exampleRequest(route, foreign);
  const answer = await home.callers.owner.request(method, path, { body });
  expect([nameOf(route), answer.status]).toEqual([nameOf(route), 404]);
  return { ...answer.body, request_id: "" };
}

describe("with another organization's ids", () => {
  test("everything below it is not found, as if it did not exist, and nothing happens to it", async () => {
    const before = await contentsOf(database, abroad);
    const nowhere: World = { ...abroad, organizationId: "01940000-0000-7000-8000-00000000dead" };
    const walked = concerned(abroad);
    expect(walked.length).toBeGreaterThan(18);
    for (const route of walked) {
      const foreign = await expectNotFound(route, abroad);
      expect(await expectNotFound(route, nowhere)).toEqual(foreign);
    }
    expect(await contentsOf(database, abroad)).toEqual(before);
  });

  test.each(["user_id", "session_id", "identity_id", "role_id", "invitation_id"] as const)(
    "%s at home: not found, and nothing happens here or there",
    async (name: keyof Ids) => {
      const before = [await contentsOf(database, home), await contentsOf(database, abroad)];
      const mixed: World = { ...home, ids: { ...home.ids, [name]: abroad.ids[name] } };
      const walked = concerned(mixed);
      expect(walked.length).toBeGreaterThan(0);
      for (const route of walked) await expectNotFound(route, mixed);
      expect([await contentsOf(database, home), await contentsOf(database, abroad)]).toEqual(before);
    },
  );
});
