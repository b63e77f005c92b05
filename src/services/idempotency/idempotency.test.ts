import { describe, expect, test } from "bun:test";
import { Elysia, t } from "elysia";
import { AppError } from "../../errors.ts";
import { type SignedInClient, testApp } from "../../testing/app.ts";
import { testDatabase } from "../../testing/database.ts";
import { createUser } from "../../testing/factories.ts";

const database = testDatabase();

/** How often it was really done. */
let done = 0;

const app = testApp(database, {
  routes: (guards, idempotency) =>
    new Elysia()
      .use(guards)
      .use(idempotency)
      .post("/things", async ({ body, status }) => status(201, await make(body.name)), {
        signedIn: true,
        idempotent: true,
        body: t.Object({ name: t.String() }),
      }),
});

async function make(name: string) {
  if (name === "refused") throw new AppError("conflict");
  if (name === "broken") throw new Error("broken");
  done += 1;
  return { number: done, name, at: new Date() };
}

const somebody = async () => await app.as(await createUser(database.db));

let count = 0;
const newKey = () => `key-${++count}`;

const post = (client: SignedInClient, key: string, name = "thing", headers: Record<string, string> = {}) =>
  client.request("POST", "/things", { body: { name }, headers: { "idempotency-key": key, ...headers } });

describe("the same request with the same key", () => {
  test("is answered as the first time, and not done again", async () => {
    const [client, key] = [await somebody(), newKey()];
    const first = await post(client, key);
    const again = await post(client, key);
    expect(first.status).toBe(201);
    expect({ status: again.status, body: again.body }).toEqual({ status: 201, body: first.body });
    expect([first.headers.get("idempotent-replayed"), again.headers.get("idempotent-replayed")]).toEqual([
      null,
      "true",
    ]);
  });

  test("20 at once: it is done once, and nobody is told anything else", async () => {
    const [client, key] = [await somebody(), newKey()];
    const before = done;
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(client, key)));
    expect(done - before).toBe(1);
    const others = answers.filter(({ status }) => status !== 201);
    expect(
      others.every(({ status, body }) => status === 409 && body.code === "idempotency_key_in_progress"),
    ).toBe(true);
    expect(others.every(({ headers }) => headers.get("retry-after") === "1")).toBe(true);
    expect((await post(client, key)).body.number).toBe(done);
  });

  test("of somebody else is somebody else's", async () => {
    const key = newKey();
    const [one, other] = [await post(await somebody(), key), await post(await somebody(), key)];
    expect(other.body.number).toBe(one.body.number + 1);
  });

  test("a day later is a new one", async () => {
    const [client, key] = [await somebody(), newKey()];
    const first = await post(client, key);
    await database.sql`UPDATE idempotency_keys SET claimed_at = now() - interval '25 hours' WHERE key = ${key}`;
    expect((await post(client, key)).body.number).toBe(first.body.number + 1);
  });
});

test("another request with the same key is refused", async () => {
  const [client, key] = [await somebody(), newKey()];
  await post(client, key);
  const { status, body } = await post(client, key, "another");
  expect([status, body.code]).toEqual([422, "idempotency_key_reused"]);
});

test("what was refused may come again, mended", async () => {
  const [client, key] = [await somebody(), newKey()];
  expect((await post(client, key, "refused")).status).toBe(409);
  expect((await post(client, key)).status).toBe(201);
});

test("after a fault of ours nobody knows what was done, until a minute has passed", async () => {
  const [client, key] = [await somebody(), newKey()];
  expect((await post(client, key, "broken")).status).toBe(500);
  expect((await post(client, key, "broken")).body.code).toBe("idempotency_key_in_progress");
  await database.sql`UPDATE idempotency_keys SET claimed_at = now() - interval '61 seconds' WHERE key = ${key}`;
  expect((await post(client, key)).status).toBe(201);
});

test("without a key every request is one of its own", async () => {
  const client = await somebody();
  const make = async () => (await client.request("POST", "/things", { body: { name: "thing" } })).body.number;
  expect(await make()).not.toBe(await make());
});

test.each(["", " ", "x".repeat(256), "a key"])("422 for the key %j, or none", async (key) => {
  const { status, body } = await post(await somebody(), key);
  // An empty header is none.
  if (key.trim() === "") expect([201, 422]).toContain(status);
  else expect([status, body.errors[0].pointer]).toEqual([422, "/idempotency-key"]);
});

test("founding an organization twice with one key founds one", async () => {
  const client = await somebody();
  const found = () =>
    client.request("POST", "/organizations", {
      body: { name: "Acme" },
      headers: { "idempotency-key": "found" },
    });
  const [first, again] = [await found(), await found()];
  expect(again.body).toEqual(first.body);
  expect((await client.request("GET", "/organizations")).body.items).toHaveLength(1);
});
