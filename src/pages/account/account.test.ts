/** The account page in a real Chromium: what people do with it, and how one sees at once what another decided. */
import { afterAll, beforeAll, describe, expect } from "bun:test";
import type { Page } from "playwright-core";
import { type TestApp, testApp } from "../../testing/app.ts";
import { testBrowser } from "../../testing/browser.ts";
import { testDatabase } from "../../testing/database.ts";
import { createMember, createOrganization, createUser } from "../../testing/factories.ts";
import { freePort } from "../../testing/port.ts";

const database = testDatabase();
const browser = testBrowser();
const { test } = browser;

let app: TestApp;
let server: Bun.Server<undefined>;
let origin: string;

beforeAll(async () => {
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  app = testApp(database, { env: { NODE_ENV: "development", APP_URL: `${origin}/account` } });
  server = Bun.serve({ hostname: "127.0.0.1", port, fetch: app.fetch });
});
afterAll(() => server.stop(true));

/** A person at a browser of her own. */
async function person(path = "") {
  const { page, errors } = await browser.open(`${origin}/account${path}`);
  const fill = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  const follow = (name: string) => page.getByRole("link", { name, exact: true }).click();
  const sees = (text: string) => page.getByText(text).first().waitFor();
  const heading = (name: string) => page.getByRole("heading", { name, level: 1 }).waitFor();
  return { page, errors, fill, press, follow, sees, heading };
}

/** What the newest mail's button leads to, found in the mailbox of development. */
async function followMail(page: Page, to: string, button: string): Promise<void> {
  await app.idle();
  await page.goto(`${origin}/dev/mailbox`);
  await page.getByRole("link", { name: to }).first().click();
  await page.frameLocator("iframe").getByRole("link", { name: button }).waitFor();
  await page.goto((await page.locator("dd a").getAttribute("href")) ?? "");
}

/** Signed in without the way through a login. */
async function signedIn(user: { readonly id: string }, path = "") {
  const { token } = await app.as(user);
  const one = await person("/sign-in");
  await one.page.context().addCookies([{ name: "session", value: token, url: origin }]);
  await one.page.goto(`${origin}/account${path}`);
  return one;
}

const PASSWORD = "a horse, a battery";

describe("the whole way, two people at two browsers", () => {
  test("register, confirm, found an organization, invite; the other joins, and a change of role is seen", async () => {
    const ada = await person("/register");
    await ada.fill("Name", "Ada Lovelace");
    await ada.fill("E-mail address", "ada@example.test");
    await ada.fill("Password", PASSWORD);
    await ada.press("Register");
    await ada.heading("Look into your mailbox");
    await followMail(ada.page, "ada@example.test", "Confirm address");
    await ada.press("Confirm your address");
    await ada.heading("Hello Ada Lovelace");

    await ada.follow("Organizations");
    await ada.fill("Name", "Analytical Engines");
    await ada.press("Create");
    await ada.sees("You work here as");
    await ada.follow("Members");
    await ada.fill("E-mail address", "grace@example.test");
    await ada.press("Invite");
    await ada.sees("grace@example.test is invited as member.");

    const grace = await person();
    await followMail(grace.page, "grace@example.test", "Accept and register");
    await grace.sees("Ada Lovelace invites grace@example.test to Analytical Engines, as member.");
    await grace.fill("Name", "Grace Hopper");
    await grace.press("Join");
    await grace.heading("Hello Grace Hopper");
    await grace.follow("Members");
    await grace.sees("ada@example.test");
    expect(await grace.page.getByRole("button", { name: "Invite" }).count()).toBe(0);

    await ada.page.reload();
    await ada.page.getByLabel("Role of Grace Hopper").selectOption("admin");
    await ada.sees("Grace Hopper: admin, active.");

    // She does what she was about to do, and the page has become an admin's, without a reload.
    await grace.page.evaluate(() => document.body.setAttribute("data-same-document", ""));
    await grace.follow("Roles");
    await grace.sees("You are admin in Analytical Engines now.");
    await grace.follow("Members");
    await grace.page.getByRole("button", { name: "Invite" }).waitFor();
    await grace.page.getByRole("link", { name: "Audit log" }).waitFor();
    expect(await grace.page.locator("body[data-same-document]").count()).toBe(1);
    expect([...ada.errors, ...grace.errors]).toEqual([]);
  });

  test("somebody who does nothing sees it on coming back to the tab; what is being typed stays", async () => {
    const { organization } = await createOrganization(database.db);
    const { user } = await createMember(database.db, { organizationId: organization.id, role: "admin" });
    const { page, sees, fill, heading, errors } = await signedIn(user, "/profile");
    await heading("Profile");
    await fill("Name", "Grace Brewster");
    await database.sql`UPDATE memberships
      SET role_id = (SELECT id FROM roles WHERE name = 'member' AND organization_id IS NULL)
      WHERE user_id = ${user.id}`;
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await sees(`You are member in ${organization.name} now.`);
    await page.getByRole("link", { name: "Audit log" }).waitFor({ state: "detached" });
    expect(await page.getByLabel("Name").inputValue()).toBe("Grace Brewster");
    expect(errors).toEqual([]);
  });
});

describe("ways in and out", () => {
  test("a mailed link: opening it uses nothing up, the button signs in, and only once", async () => {
    const { email, name } = await createUser(database.db);
    const one = await person("/sign-in");
    await one.follow("Sign in by a mailed link");
    await one.fill("E-mail address", email);
    await one.press("Mail me a link");
    await one.heading("Look into your mailbox");
    await followMail(one.page, email, "Sign in");
    const link = one.page.url();
    await one.page.reload();
    await one.press("Sign in");
    await one.heading(`Hello ${name}`);
    const other = await person();
    await other.page.goto(link);
    await other.press("Sign in");
    await other.sees("This link does not work");
    expect([...one.errors, ...other.errors]).toEqual([]);
  });

  test("a forgotten password: a link, a new one, and the old session is over", async () => {
    const user = await createUser(database.db);
    const old = await signedIn(user);
    const one = await person("/forgot-password");
    await one.fill("E-mail address", user.email);
    await one.press("Mail me a link");
    await one.heading("Look into your mailbox");
    await followMail(one.page, user.email, "Choose a new password");
    await one.fill("New password", "short");
    await one.press("Save");
    const field = one.page.getByLabel("New password");
    await one.page.locator('[aria-invalid="true"]').waitFor();
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    await one.fill("New password", PASSWORD);
    await one.press("Save");
    await one.heading(`Hello ${user.name}`);
    await old.follow("Profile");
    await old.heading("Sign in");
    await old.fill("E-mail address", user.email);
    await old.fill("Password", PASSWORD);
    await old.press("Sign in");
    await old.heading("Profile");
  });

  test("signed out everywhere: the other browser is asked to sign in", async () => {
    const user = await createUser(database.db);
    const [one, other] = [await signedIn(user, "/sessions"), await signedIn(user, "/sessions")];
    await one.press("Sign out everywhere");
    await one.heading("Sign in");
    await other.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await other.heading("Sign in");
    expect([...one.errors, ...other.errors]).toEqual([]);
  });

  test("another tab of the same browser follows", async () => {
    const user = await createUser(database.db);
    const { page, heading, press } = await signedIn(user, "/profile");
    const [second] = await Promise.all([
      page.context().waitForEvent("page"),
      page.evaluate(() => void open("about:blank")),
    ]);
    await second.goto(`${origin}/account/sessions`);
    await second.getByRole("heading", { name: "Sessions", level: 1 }).waitFor();
    await heading("Profile");
    await press("Sign out");
    await second.getByRole("heading", { name: "Sign in", level: 1 }).waitFor();
  });
});

describe("an organization", () => {
  test("a role of its own, given to a member; a suspended member; the log tells of all", async () => {
    const { organization, owner } = await createOrganization(database.db);
    const { user } = await createMember(database.db, { organizationId: organization.id });
    const { page, fill, press, follow, sees, errors } = await signedIn(owner, "/roles");
    await fill("Name", "Accountant");
    await page.getByLabel("See who belongs to the organization.").check();
    await press("Create");
    await page.getByRole("heading", { name: "Accountant" }).waitFor();
    await follow("Members");
    await page.getByLabel(`Role of ${user.name}`).selectOption("Accountant");
    await sees(`${user.name}: Accountant, active.`);
    await press(`Suspend ${user.name}`);
    await page.getByRole("cell", { name: `${user.name} suspended` }).waitFor();
    await press(`Remove ${user.name}`);
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByRole("cell", { name: user.email }).waitFor({ state: "detached" });
    await follow("Audit log");
    await sees("member removed");
    expect(errors).toEqual([]);
  });

  test("its settings: a taken name in URLs is said beside the field; it ends for all", async () => {
    const { organization, owner } = await createOrganization(database.db);
    const other = await createOrganization(database.db);
    const { page, fill, press, heading } = await signedIn(owner, "/settings");
    await fill("Name in URLs", other.organization.slug);
    await press("Save");
    await page.getByLabel("Name in URLs").and(page.locator("[aria-invalid]")).waitFor();
    expect(await page.locator(".field:has([aria-invalid]) .problem").textContent()).toContain("Another");
    await press(`Delete ${organization.name}`);
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await heading("Organizations");
  });
});
