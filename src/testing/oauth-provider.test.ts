import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { startOAuthProvider } from "./oauth-provider.ts";

const redirectUri = "https://app.example.test/callback";
const provider = startOAuthProvider({ redirectUris: [redirectUri] });

beforeEach(() => {
  provider.consent = "grant";
});
afterAll(() => provider.stop());

const conforming = {
  response_type: "code",
  client_id: provider.clientId,
  redirect_uri: redirectUri,
  state: "s",
  code_challenge: "c".repeat(43),
  code_challenge_method: "S256",
};

const authorizationUrl = (changes: Record<string, string> = {}) =>
  new URL(`${provider.url}/login/oauth/authorize?${new URLSearchParams({ ...conforming, ...changes })}`);

describe("the provider of tests is as strict as a real one", () => {
  test.each([
    { client_id: "another" },
    { redirect_uri: `${redirectUri}/` },
    { redirect_uri: "https://evil.example" },
  ])("nobody is sent anywhere for %p", async (changes) => {
    const response = await fetch(authorizationUrl(changes), { redirect: "manual" });
    expect(response.status).toBe(400);
    expect(response.headers.get("location")).toBeNull();
  });

  test.each([{ response_type: "token" }, { code_challenge_method: "plain" }, { code_challenge: "" }])(
    "invalid_request for %p",
    async (changes) => {
      const { searchParams } = await provider.visit(authorizationUrl(changes));
      expect(Object.fromEntries(searchParams)).toEqual({ error: "invalid_request", state: "s" });
    },
  );

  test("a token that nobody got is worth nothing", async () => {
    const response = await fetch(`${provider.url}/api/v3/user`, {
      headers: { authorization: "Bearer made-up" },
    });
    expect(response.status).toBe(401);
  });

  test("the page asks, and its links decide", async () => {
    provider.consent = "ask";
    const page = await (await fetch(authorizationUrl({ state: `"><b>` }))).text();
    expect(page).toContain("Ada Lovelace");
    expect(page).not.toContain("<b>&");
    const links = await Promise.all(["grant", "deny"].map((id) => linkOf(page, id)));
    const [granted, denied] = await Promise.all(
      links.map((link) => provider.visit(new URL(link, authorizationUrl()))),
    );
    expect(granted?.searchParams.get("code")).toBeString();
    expect(denied?.searchParams.get("error")).toBe("access_denied");
    expect(denied?.searchParams.get("state")).toBe(`"><b>`);
  });
});

async function linkOf(page: string, id: string): Promise<string> {
  const links: string[] = [];
  const element = (tag: HTMLRewriterTypes.Element) => void links.push(tag.getAttribute("href") ?? "");
  await new HTMLRewriter().on(`#${id}`, { element }).transform(new Response(page)).text();
  return links.join().replaceAll("&amp;", "&");
}
