import { describe, expect, test } from "bun:test";
import { testDatabase } from "../testing/database.ts";
import { createMember, createOrganization, createUser } from "../testing/factories.ts";
import { run } from "./roles.ts";

const database = testDatabase();

/** What is printed. */
async function scaffold(words: readonly string[], options: Record<string, unknown> = {}): Promise<string> {
  const out: string[] = [];
  const { log } = console;
  console.log = (text: string) => void out.push(text);
  try {
    const env = { NODE_ENV: "test", DATABASE_URL: database.url };
    expect(await run({ args: words, options, env })).toBe(0);
    return out.join("\n");
  } finally {
    console.log = log;
  }
}

const json = async (...words: string[]) => JSON.parse(await scaffold(words, { json: true }));

const failure = async (...words: string[]) =>
  await scaffold(words).then(
    () => "fine",
    ({ message, exitCode }) => [message, exitCode],
  );

const eventsOf = async (organizationId: string) => [
  ...(await database.sql`SELECT action, actor_id, user_agent, details->>'to' AS to FROM audit_events
    WHERE organization_id = ${organizationId} ORDER BY id`),
];

describe("roles list", () => {
  test("the built-in ones, with what they allow", async () => {
    const found = await json("list");
    expect(found.map(({ name }: { name: string }) => name).sort()).toEqual(["admin", "member", "owner"]);
    expect(await scaffold(["list"])).toMatch(
      /^ROLE .*\n(.*\n)*member +built in +members.read organization.read roles.read$/m,
    );
  });

  test("those of an organization, with how many hold them", async () => {
    const { organization } = await createOrganization(database.db);
    await database.sql`INSERT INTO roles (organization_id, name) VALUES (${organization.id}, 'Auditor')`;
    const found = await json("list", organization.slug);
    expect(found.at(-1)).toMatchObject({ name: "Auditor", built_in: false, member_count: 0 });
    expect(found.find(({ name }: { name: string }) => name === "owner").member_count).toBe(1);
  });
});

describe("roles grant", () => {
  test("whoever is no member joins; whoever is gets the role; both are on record as nobody's doing", async () => {
    const { organization } = await createOrganization(database.db);
    const user = await createUser(database.db);
    expect(await scaffold(["grant", user.email.toUpperCase(), organization.slug, "member"])).toBe(
      `${user.email} is member of ${organization.slug} (was no member)`,
    );
    expect(await json("grant", user.email, organization.slug, "OWNER")).toEqual({
      email: user.email,
      organization: organization.slug,
      role: "owner",
      from: "member",
    });
    const by = { actor_id: null, user_agent: "scaffold roles" };
    expect(await eventsOf(organization.id)).toEqual([
      { action: "member.added", ...by, to: "member" },
      { action: "member.role_changed", ...by, to: "owner" },
    ]);
  });

  test("what is so already is no event", async () => {
    const { organization, owner } = await createOrganization(database.db);
    expect((await json("grant", owner.email, organization.slug, "owner")).from).toBe("owner");
    expect(await eventsOf(organization.id)).toEqual([]);
  });

  test("a role of the organization's own; another organization's is not there", async () => {
    const [{ organization }, { organization: other }] = [
      await createOrganization(database.db),
      await createOrganization(database.db),
    ];
    await database.sql`INSERT INTO roles (organization_id, name) VALUES (${other.id}, 'Theirs')`;
    const { user } = await createMember(database.db, { organizationId: other.id });
    expect((await json("grant", user.email, other.slug, "theirs")).role).toBe("Theirs");
    expect(await failure("grant", user.email, organization.slug, "Theirs")).toEqual([
      "There is no such role here.",
      1,
    ]);
  });

  test("the last owner stays", async () => {
    const { organization, owner } = await createOrganization(database.db);
    expect(await failure("grant", owner.email, organization.slug, "member")).toEqual([
      "The organization would be left without an owner who can act.",
      1,
    ]);
  });

  test("says what is missing or not there", async () => {
    const { organization, owner } = await createOrganization(database.db);
    expect(await failure("grant", owner.email)).toEqual(["whom, where, and which role?", 2]);
    expect(await failure("grant", "nobody@example.com", organization.slug, "member")).toEqual([
      "There is no such account.",
      1,
    ]);
    expect(await failure("grant", owner.email, "nowhere", "member")).toEqual([
      "There is no such organization, or you do not belong to it.",
      1,
    ]);
    expect(await failure("revoke")).toEqual(["there is no `roles revoke`", 2]);
  });
});
