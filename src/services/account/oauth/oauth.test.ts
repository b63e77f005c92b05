import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { startOAuthProvider } from "../../../testing/oauth-provider.ts";
import { beginOAuth, createOAuth, type OAuthProvider, readCallback } from "./oauth.ts";

const redirectUri = "https://app.example.test/auth/oauth/callback";
const elsewhere = "https://app.example.test/elsewhere";
const provider = startOAuthProvider({ redirectUris: [redirectUri, elsewhere] });
const usual = { person: provider.person, consent: provider.consent, fault: provider.fault };

beforeEach(() => void Object.assign(provider, usual));
afterAll(() => provider.stop());

const { url, clientId, clientSecret } = provider;

function oauthAt(name: string, client = { url, clientId, clientSecret }, timeoutMs = 2000): OAuthProvider {
  const found = createOAuth({ clients: { [name]: client }, timeoutMs }).get(name);
  if (found === undefined) throw new Error(`no provider ${name}`);
  return found;
}

/** From the button to the callback: what the app gets there. */
async function signInAt(oauth: OAuthProvider) {
  const begun = beginOAuth();
  const callback = await provider.visit(await oauth.authorizationUrl({ ...begun, redirectUri }));
  const code = readCallback(Object.fromEntries(callback.searchParams), begun);
  return { begun, callback, input: { code, codeVerifier: begun.codeVerifier, redirectUri } };
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => "no failure",
    (error: unknown) => (error as { code?: string }).code ?? (error as Error).message,
  );
}

describe.each(["github", "google"])("%s", (name) => {
  const oauth = oauthAt(name);

  test("says who signed in", async () => {
    const { input } = await signInAt(oauth);
    expect(await oauth.identify(input)).toMatchObject({
      subject: "1815",
      email: "ada@gmail.com",
      emailVerified: true,
      name: "Ada Lovelace",
    });
  });

  test("is sent a challenge and a state, never the verifier or our secret", async () => {
    const begun = beginOAuth();
    const { href, searchParams } = await oauth.authorizationUrl({ ...begun, redirectUri });
    expect(searchParams.get("state")).toBe(begun.state);
    expect(searchParams.get("code_challenge_method")).toBe("S256");
    expect(searchParams.get("redirect_uri")).toBe(redirectUri);
    expect(href).not.toContain(begun.codeVerifier);
    expect(href).not.toContain(clientSecret);
  });

  test("an address that is not verified is told as such", async () => {
    provider.person = { ...usual.person, emailVerified: false };
    const { input } = await signInAt(oauth);
    expect(await oauth.identify(input)).toMatchObject({ email: "ada@gmail.com", emailVerified: false });
  });

  test("an address that is none is nobody's", async () => {
    provider.person = { ...usual.person, email: "\u212aate@gmail.com" };
    const { input } = await signInAt(oauth);
    expect(await oauth.identify(input)).toMatchObject({ email: null, emailVerified: false });
  });

  test("a person without a name gets one", async () => {
    provider.person = { ...usual.person, name: "" };
    const { input } = await signInAt(oauth);
    expect((await oauth.identify(input)).name).toBe("ada");
  });

  test("oauth_refused: a code that was used", async () => {
    const { input } = await signInAt(oauth);
    await oauth.identify(input);
    expect(await failure(oauth.identify(input))).toBe("oauth_refused");
  });

  test("oauth_refused: a code that somebody made up, or stole without its verifier", async () => {
    const { input } = await signInAt(oauth);
    expect(await failure(oauth.identify({ ...input, code: "made-up" }))).toBe("oauth_refused");
    const { codeVerifier } = beginOAuth();
    expect(await failure(oauth.identify({ ...input, codeVerifier }))).toBe("oauth_refused");
    expect(await failure(oauth.identify({ ...input, redirectUri: elsewhere }))).toBe("oauth_refused");
  });

  test.each(["down", "garbage"] as const)(
    "oauth_unavailable: the provider answers, but %s",
    async (fault) => {
      const { input } = await signInAt(oauth);
      provider.fault = fault;
      expect(await failure(oauth.identify(input))).toBe("oauth_unavailable");
    },
  );

  test("oauth_unavailable: the provider does not answer", async () => {
    const impatient = oauthAt(name, { url, clientId, clientSecret }, 50);
    const { input } = await signInAt(impatient);
    provider.fault = "hang";
    expect(await failure(impatient.identify(input))).toBe("oauth_unavailable");
  });

  test("oauth_unavailable: nobody is there", async () => {
    const { input } = await signInAt(oauth);
    const nowhere = oauthAt(name, { url: "http://127.0.0.1:1", clientId, clientSecret });
    expect(await failure(nowhere.identify(input))).toBe("oauth_unavailable");
  });

  test("our own wrong secret is our fault, and is not said", async () => {
    const { input } = await signInAt(oauth);
    const wrong = oauthAt(name, { url, clientId, clientSecret: "wr0ng" });
    const message = await failure(wrong.identify(input));
    expect(message).toMatch(
      /^(GitHub|Google) refuses this app: (invalid_client|incorrect_client_credentials)$/,
    );
  });
});

describe("the callback", () => {
  test("oauth_denied: the person does not want to", async () => {
    provider.consent = "deny";
    expect(await failure(signInAt(oauthAt("github")))).toBe("oauth_denied");
  });

  test("oauth_state_mismatch: another browser, another sign-in, or none at all", async () => {
    const { callback } = await signInAt(oauthAt("github"));
    const query = Object.fromEntries(callback.searchParams);
    for (const begun of [null, beginOAuth(), { state: "" }]) {
      expect(() => readCallback(query, begun)).toThrow(
        expect.objectContaining({ code: "oauth_state_mismatch" }),
      );
    }
    const { state, ...stateless } = query;
    expect(() => readCallback(stateless, { state: state ?? "" })).toThrow(
      expect.objectContaining({ code: "oauth_state_mismatch" }),
    );
  });

  test("oauth_state_mismatch comes before everything else that the URL says", () => {
    const query = { state: "x", error: "access_denied" };
    expect(() => readCallback(query, null)).toThrow(
      expect.objectContaining({ code: "oauth_state_mismatch" }),
    );
  });

  test("oauth_refused: neither a code nor a denial", () => {
    const begun = beginOAuth();
    for (const query of [{}, { code: "" }, { error: "server_error" }]) {
      expect(() => readCallback({ ...query, state: begun.state }, begun)).toThrow(
        expect.objectContaining({ code: "oauth_refused" }),
      );
    }
  });
});

describe("Google's word on an address", () => {
  const oauth = oauthAt("google");
  const verified = async (email: string, hostedDomain?: string) => {
    provider.person = { ...usual.person, email, ...(hostedDomain === undefined ? {} : { hostedDomain }) };
    return (await oauth.identify((await signInAt(oauth)).input)).emailVerified;
  };

  test("counts for addresses that it hosts, and not for those that it verified once", async () => {
    expect(await verified("ada@gmail.com")).toBe(true);
    expect(await verified("ada@example.test", "example.test")).toBe(true);
    expect(await verified("ada@example.test")).toBe(false);
    expect(await verified("ada@gmail.com.example.test")).toBe(false);
  });
});

describe("the providers", () => {
  test("are those that are switched on, in the table's order", () => {
    const client = { clientId, clientSecret };
    expect([...createOAuth({ clients: {}, timeoutMs: 1 }).keys()]).toEqual([]);
    expect([...createOAuth({ clients: { google: client, github: client }, timeoutMs: 1 }).keys()]).toEqual([
      "github",
      "google",
    ]);
  });

  test("are at home where they are at home", async () => {
    const both = createOAuth({
      clients: { github: { clientId, clientSecret }, google: { clientId, clientSecret } },
      timeoutMs: 1,
    });
    const urls = await Promise.all(
      [...both.values()].map((one) => one.authorizationUrl({ ...beginOAuth(), redirectUri })),
    );
    const hosts = urls.map((url) => url.origin);
    expect(hosts).toEqual(["https://github.com", "https://accounts.google.com"]);
  });
});

test("everything is asked through the fetch that it is given, so that it can be traced", async () => {
  const asked: string[] = [];
  const ask = (target: string, init: RequestInit) => {
    asked.push(`${init.method ?? "GET"} ${new URL(target).pathname}`);
    return fetch(target, init);
  };
  const options = { clients: { github: { url, clientId, clientSecret } }, timeoutMs: 2000, fetch: ask };
  const oauth = createOAuth(options).get("github");
  if (oauth === undefined) throw new Error("no provider");
  const { input } = await signInAt(oauth);
  await oauth.identify(input);
  expect(asked).toEqual([
    "POST /login/oauth/access_token",
    expect.stringMatching(/^GET .*\/user$/),
    expect.stringMatching(/^GET .*\/user\/emails$/),
  ]);
});
