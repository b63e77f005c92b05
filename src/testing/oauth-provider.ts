/**
 * A small OAuth 2 / OpenID provider on the loopback, for tests and for trying things out: it speaks GitHub's paths and
 * Google's, checks what a conforming provider checks (client, exact redirect URI, PKCE S256, codes that work once), and
 * can be told to misbehave.
 */
import { type CodeStore, codeStore } from "./oauth-provider-codes.ts";
import { consentPage } from "./oauth-provider-page.ts";

export interface Person {
  /** A number for GitHub. */
  readonly subject: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name: string;
  /** Google: the organization that hosts the address. */
  readonly hostedDomain?: string;
}

interface Options {
  /** Compared exactly (RFC 9700 4.1.3); another gets a page, and nobody is sent there. */
  readonly redirectUris: readonly string[];
}

const ADA: Person = { subject: "1815", email: "ada@gmail.com", emailVerified: true, name: "Ada Lovelace" };

export const startOAuthProvider = (options: Options): OAuthTestProvider => new OAuthTestProvider(options);

export class OAuthTestProvider {
  readonly clientId = "client-of-tests";
  readonly clientSecret = "secret-of-tests";
  /** For OAUTH_GITHUB_URL and OAUTH_GOOGLE_URL. */
  readonly url: string;
  /** Who is signed in there. */
  person: Person = ADA;
  /** What that person does: reads the page and clicks, or says at once yes or no. */
  consent: "ask" | "grant" | "deny" = "grant";
  /** What is broken: "down" answers 503, "hang" not at all, "garbage" not as documented. */
  fault: "none" | "down" | "hang" | "garbage" = "none";

  readonly #redirectUris: readonly string[];
  readonly #codes: CodeStore = codeStore();
  readonly #server: Bun.Server<undefined>;

  constructor({ redirectUris }: Options) {
    this.#redirectUris = redirectUris;
    this.#server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: (request) => this.#answer(request) });
    this.url = `http://127.0.0.1:${this.#server.port}`;
  }

  /** Goes to an authorization URL as the person's browser would. Gives where the provider sends it back to. */
  async visit(authorizationUrl: URL): Promise<URL> {
    const response = await fetch(authorizationUrl, { redirect: "manual" });
    const location = response.headers.get("location");
    if (location === null) throw new Error(`${response.status}: ${await response.text()}`);
    return new URL(location);
  }

  async stop(): Promise<void> {
    await this.#server.stop(true);
  }

  async #answer(request: Request): Promise<Response> {
    if (this.fault === "hang") return await new Promise<never>(() => {});
    if (this.fault === "down") return new Response("down", { status: 503 });
    const { pathname } = new URL(request.url);
    if (pathname.endsWith("/authorize") || pathname === "/o/oauth2/v2/auth") return this.#authorize(request);
    if (this.fault === "garbage") return Response.json(["?"]);
    if (pathname === "/login/oauth/access_token") return await this.#exchange(request, GITHUB_REFUSALS);
    if (pathname === "/token") return await this.#exchange(request, STANDARD_REFUSALS);
    return this.#codes.knowsToken(bearerOf(request))
      ? this.#describe(pathname)
      : new Response(null, { status: 401 });
  }

  #authorize(request: Request): Response {
    const asked = new URL(request.url).searchParams;
    const redirectUri = asked.get("redirect_uri") ?? "";
    if (asked.get("client_id") !== this.clientId || !this.#redirectUris.includes(redirectUri)) {
      return new Response("unknown client or redirect URI", { status: 400 });
    }
    const decision = asked.get("decision") ?? this.consent;
    if (decision === "ask") return consentPage(this.person, asked);
    return sendBack(redirectUri, asked.get("state"), this.#decide(asked, decision, redirectUri));
  }

  #decide(asked: URLSearchParams, decision: string, redirectUri: string): Record<string, string> {
    const challenge = asked.get("code_challenge");
    const conforming = asked.get("response_type") === "code" && asked.get("code_challenge_method") === "S256";
    if (!conforming || !challenge) return { error: "invalid_request" };
    if (decision !== "grant") return { error: "access_denied" };
    return { code: this.#codes.issueCode({ redirectUri, challenge }) };
  }

  async #exchange(request: Request, refusals: Refusals): Promise<Response> {
    const form = new URLSearchParams(await request.text());
    const credentials = `Basic ${btoa(`${this.clientId}:${this.clientSecret}`)}`;
    if (request.headers.get("authorization") !== credentials) return refusals.client();
    const grant = { redirectUri: form.get("redirect_uri") ?? "", verifier: form.get("code_verifier") ?? "" };
    const token = this.#codes.redeem(form.get("code") ?? "", grant);
    if (token === null) return refusals.code();
    return Response.json({ access_token: token, token_type: "Bearer", expires_in: 3600 });
  }

  #describe(pathname: string): Response {
    const { subject, email, emailVerified, name, hostedDomain } = this.person;
    const other = { email: "old@example.test", primary: false, verified: true };
    const answers: Record<string, unknown> = {
      "/api/v3/user": { id: Number(subject), login: "ada", name, avatar_url: null },
      "/api/v3/user/emails": [other, { email, primary: true, verified: emailVerified }],
      "/v1/userinfo": { sub: subject, email, email_verified: emailVerified, name, hd: hostedDomain },
    };
    return answers[pathname] === undefined
      ? new Response(null, { status: 404 })
      : Response.json(answers[pathname]);
  }
}

interface Refusals {
  readonly client: () => Response;
  readonly code: () => Response;
}

/** RFC 6749 5.2. */
const STANDARD_REFUSALS: Refusals = {
  client: () => Response.json({ error: "invalid_client" }, { status: 401 }),
  code: () => Response.json({ error: "invalid_grant" }, { status: 400 }),
};

/** GitHub answers 200 to everything, with words of its own. */
const GITHUB_REFUSALS: Refusals = {
  client: () => Response.json({ error: "incorrect_client_credentials" }),
  code: () => Response.json({ error: "bad_verification_code" }),
};

const bearerOf = (request: Request) => request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";

function sendBack(redirectUri: string, state: string | null, parameters: Record<string, string>): Response {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries({ ...parameters, ...(state === null ? {} : { state }) })) {
    url.searchParams.set(name, value);
  }
  return Response.redirect(url.href, 302);
}
