/** The client against the real API, over HTTP and Postgres: what people's front ends would meet. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { testApp } from "../testing/app.ts";
import { cookieJar } from "../testing/cookie-jar.ts";
import { testDatabase } from "../testing/database.ts";
import { createMember, createOrganization, createSession } from "../testing/factories.ts";
import { createClient, type Identity } from "./index.ts";

const database = testDatabase();
const app = testApp(database);
let server: Bun.Server<undefined>;
let url: string;
beforeAll(() => {
  server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: app.fetch });
  url = server.url.origin;
});
afterAll(() => server.stop(true));
beforeEach(() => {
  app.logs.length = 0;
});

const renewals = () => app.logs.filter(({ path }) => path === "/session/revalidation").length;

/** A member with a session, and the role changed by somebody else. */
async function member() {
  const { organization } = await createOrganization(database.db);
  const { user } = await createMember(database.db, { organizationId: organization.id });
  const { token } = await createSession(database.db, { userId: user.id, organizationId: organization.id });
  const give = async (role: string) => {
    await database.sql`UPDATE memberships
      SET role_id = (SELECT id FROM roles WHERE name = ${role} AND organization_id IS NULL)
      WHERE user_id = ${user.id}`;
  };
  const suspend = () => database.sql`UPDATE users SET status = 'suspended' WHERE id = ${user.id}`;
  return { user, organization, token, give, suspend };
}

/** A client that notes what it is told. */
function bearerClient(token: string) {
  const told: { identities: Identity[]; tokens: (string | null)[]; signedOut: number } = {
    identities: [],
    tokens: [],
    signedOut: 0,
  };
  const client = createClient(url, {
    transport: "bearer",
    token,
    onIdentityChange: (identity) => told.identities.push(identity),
    onToken: (next) => told.tokens.push(next),
    onSignedOut: () => {
      told.signedOut += 1;
    },
  });
  return { client, told };
}

describe("a session that is to be renewed", () => {
  test("20 requests that meet it together: one renewal, 20 answers", async () => {
    const { organization, token, give } = await member();
    const { client, told } = bearerClient(token);
    await client.refresh();
    await give("admin");
    const path = client.api.organizations({ id: organization.id });
    const answers = await Promise.all(Array.from({ length: 20 }, () => path.members.get()));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(renewals()).toBe(1);
    expect(told.identities.map((identity) => identity.organization?.role)).toEqual(["member", "admin"]);
    expect(client.identity?.permissions).toContain("members.update");
  });

  test("the token from the answer is the one to go on with", async () => {
    const { organization, token, give } = await member();
    const { client, told } = bearerClient(token);
    await give("admin");
    const renamed = await client.api.organizations({ id: organization.id }).patch({ name: "Renamed" });
    expect(renamed.data?.name).toBe("Renamed");
    expect(told.tokens).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
    const later = createClient(url, { transport: "bearer", token: told.tokens[0] as string });
    expect((await later.refresh())?.user.email).toBe(client.identity?.user.email as string);
  });

  test("permissions that are gone: the repeated request is refused, and the UI knows why", async () => {
    const { organization, token, give } = await member();
    await give("admin");
    const { client, told } = bearerClient(token);
    await client.refresh();
    await give("member");
    const { error } = await client.api.organizations({ id: organization.id }).patch({ name: "No" });
    expect([error?.status, error?.value.code]).toEqual([403, "not_permitted"]);
    expect(told.identities.at(-1)?.organization?.role).toBe("member");
  });

  test("suspended: the requests get the answer that they had, and the UI hears it once", async () => {
    const { token, suspend } = await member();
    const { client, told } = bearerClient(token);
    await client.refresh();
    await suspend();
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.api.me.sessions.get()));
    expect(answers.map(({ error }) => error?.value.code)).toEqual(
      Array(5).fill("session_needs_revalidation"),
    );
    expect([renewals(), told.signedOut, client.identity]).toEqual([1, 1, null]);
    expect(told.tokens).toEqual([null]);
  });

  test("the renewal fails for another reason: nobody is signed out, and the next request tries again", async () => {
    const { token, give } = await member();
    const { client, told } = bearerClient(token);
    await client.refresh();
    await give("admin");
    const { fetch } = app;
    server.reload({
      fetch: async (request) =>
        new URL(request.url).pathname === "/session/revalidation"
          ? new Response("Bad gateway", { status: 502 })
          : await fetch(request),
    });
    const refused = await client.api.session.get();
    server.reload({ fetch });
    expect([refused.error?.value.code, told.signedOut]).toEqual(["session_needs_revalidation", 0]);
    expect((await client.api.session.get()).data?.organization?.role).toBe("admin");
  });
});

test("a renewal that changed nothing is no news", async () => {
  const { token, user } = await member();
  const { client, told } = bearerClient(token);
  await client.refresh();
  await database.sql`UPDATE sessions SET needs_revalidate = true WHERE user_id = ${user.id}`;
  await client.refresh();
  expect([renewals(), told.tokens.length, told.identities.length]).toEqual([1, 1, 1]);
});

describe("tabs of one browser", () => {
  test("both meet the change at once: both go on, with the one cookie", async () => {
    const { organization, token, give } = await member();
    const fetch = cookieJar(url, { session: token });
    const tabs = [createClient(url, { fetch }), createClient(url, { fetch })];
    await Promise.all(tabs.map((tab) => tab.refresh()));
    await give("admin");
    const answers = await Promise.all(
      tabs.flatMap((tab) =>
        Array.from({ length: 5 }, () => tab.api.organizations({ id: organization.id }).members.get()),
      ),
    );
    for (const tab of tabs) tab.close();
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(tabs.map(({ identity }) => identity?.organization?.role)).toEqual(["admin", "admin"]);
  });

  test("what one learns the others show, and who signs out of one is out of all", async () => {
    const { token, give } = await member();
    const fetch = cookieJar(url, { session: token });
    const heard = Promise.withResolvers<Identity>();
    const left = Promise.withResolvers<void>();
    const first = createClient(url, { fetch });
    const second = createClient(url, {
      fetch,
      onIdentityChange: (identity) => identity.organization?.role === "admin" && heard.resolve(identity),
      onSignedOut: left.resolve,
    });
    await first.refresh();
    await give("admin");
    await first.api.me.sessions.get();
    expect((await heard.promise).permissions).toContain("members.update");
    await first.signOut();
    await left.promise;
    expect([first.identity, second.identity]).toEqual([null, null]);
    first.close();
    second.close();
  });
});

describe("signing in and out", () => {
  test("the answer of what begins a session is adopted, and carried from then on", async () => {
    const { organization, token } = await member();
    const { client: known } = bearerClient(token);
    const grant = { ...((await known.refresh()) as Identity), token };
    const client = createClient(url, { transport: "bearer" });
    expect((await client.api.session.get()).status).toBe(401);
    client.adopt(grant);
    const { data } = await client.api.organizations.get();
    expect(data?.items.map(({ id }) => id)).toEqual([organization.id]);
  });

  test("signed out elsewhere: the next request tells the UI", async () => {
    const { token, user } = await member();
    const { client, told } = bearerClient(token);
    await client.refresh();
    await database.sql`DELETE FROM sessions WHERE user_id = ${user.id}`;
    const { error } = await client.api.me.get();
    expect([error?.value.code, told.signedOut, client.identity]).toEqual(["not_signed_in", 1, null]);
  });

  test("a stranger is no news", async () => {
    let news = 0;
    const client = createClient(url, { transport: "bearer", onSignedOut: () => (news += 1) });
    expect([await client.refresh(), client.identity, news]).toEqual([null, null, 0]);
  });
});

describe("answers are as their types say", () => {
  test("times are strings, and a name that looks like one stays a name", async () => {
    const { token, user } = await member();
    await database.sql`UPDATE users SET name = '2026-01-01' WHERE id = ${user.id}`;
    const { client } = bearerClient(token);
    const { data } = await client.api.me.get();
    const { name, created_at } = data ?? {};
    expect([name, created_at]).toEqual(["2026-01-01", user.created_at.toISOString()]);
  });

  test("what is wrong with the input is named by pointer", async () => {
    const { token } = await member();
    const { client } = bearerClient(token);
    const { error } = await client.api.me.patch({ name: "" });
    expect(error?.value).toMatchObject({ code: "invalid_input", errors: [{ in: "body", pointer: "/name" }] });
  });

  test("no network, and a proxy's own page, are problems too", async () => {
    const nowhere = createClient("http://127.0.0.1:1", { transport: "bearer" });
    expect((await nowhere.api.session.get()).error).toMatchObject({ value: { code: "unreachable" } });
    const fetch = async () => new Response("<h1>Bad gateway</h1>", { status: 502 });
    const proxied = createClient(url, { transport: "bearer", fetch });
    expect((await proxied.api.session.get()).error).toMatchObject({
      status: 502,
      value: { code: "unreachable" },
    });
  });
});

test("a browser's bundle holds Eden and the client, and nothing of the server", async () => {
  const { outputs } = await Bun.build({
    entrypoints: [`${import.meta.dir}/index.ts`],
    target: "browser",
    sourcemap: "external",
  });
  const map = JSON.parse((await outputs.find(({ kind }) => kind === "sourcemap")?.text()) ?? "{}");
  const foreign = (map.sources as string[]).filter(
    (source) => !/(^|\/)(client|@elysiajs\/eden)\//.test(source),
  );
  expect(foreign.filter((source) => !/^(\.\/)?[\w-]+\.ts$/.test(source))).toEqual([]);
});
