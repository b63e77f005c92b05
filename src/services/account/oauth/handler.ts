/**
 * Signing in at a provider. Both routes are where browsers go, not where programs call: the first leads to the provider, the
 * second is where it leads back, and sends a person on to a page of the app, with the error's code when there is one.
 */
import { Elysia } from "elysia";
import { AppError } from "../../../errors.ts";
import type { Guards } from "../../../plugins/auth.ts";
import type { SessionCredentials } from "../../../plugins/credentials.ts";
import { takesUpTo } from "../../../plugins/deadline.ts";
import type { OAuthCookie } from "../../../plugins/oauth-cookie.ts";
import type { Limits } from "../../../plugins/rate-limit.ts";
import { returnPath } from "../../../plugins/return-path.ts";
import { OAuthParams, OAuthReturn, OAuthStart, Providers } from "./schema.ts";
import type { OAuthService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly limits: Limits;
  readonly oauth: OAuthService;
  readonly credentials: SessionCredentials;
  /** What the browser keeps while it is away. */
  readonly attempts: OAuthCookie;
  /** A page of the app, by its path. */
  readonly page: (path: string) => string;
}

/** Two questions to the provider, of 10 seconds at most each. */
const DEADLINE_MS = 25_000;

export const oauthHandler = ({ guards, limits, oauth, credentials, attempts, page }: Dependencies) =>
  new Elysia({ prefix: "/auth/oauth", tags: ["authentication"] })
    .use(guards)
    .use(limits)

    .get("", () => ({ items: oauth.providers() }), {
      public: true,
      response: Providers,
      detail: { summary: "The providers to sign in at" },
    })

    .get(
      "/:provider",
      async ({ params, query }) => {
        const { url, begun } = await oauth.begin(params.provider);
        return sendTo(url.href, [attempts.set({ ...begun, returnTo: returnPath(query.return_to) })]);
      },
      {
        public: true,
        limit: "oauth",
        params: OAuthParams,
        query: OAuthStart,
        detail: { summary: "Sends the browser to the provider" },
      },
    )

    .get(
      "/:provider/callback",
      async ({ params, query, request: { headers } }) => {
        const begun = attempts.read(headers);
        try {
          const visitor = credentials.visitor(headers);
          const session = await oauth.finish(visitor, params.provider, query, begun);
          const cookies = [credentials.cookie(session), attempts.clear()];
          return sendTo(page(begun?.returnTo ?? "/"), cookies);
        } catch (error) {
          return refusal(error, { asked: headers, forget: attempts.clear(), page: page("/sign-in") });
        }
      },
      {
        public: true,
        limit: "oauth",
        params: OAuthParams,
        query: OAuthReturn,
        detail: { summary: "Where the provider sends the browser back to", ...takesUpTo(DEADLINE_MS) },
      },
    );

function sendTo(url: string, cookies: readonly string[]): Response {
  const headers = new Headers({ location: url });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}

interface Refusal {
  readonly asked: Headers;
  /** Makes the browser forget its attempt: it counts once, whatever came of it. */
  readonly forget: string;
  /** Where people are told what went wrong. */
  readonly page: string;
}

/** People are sent to a page, with the code behind the #; programs get the problem itself. */
function refusal(error: unknown, { asked, forget, page }: Refusal): Response {
  if (!(error instanceof AppError)) throw error;
  const isPerson = asked.get("accept")?.includes("text/html") ?? false;
  if (isPerson) return sendTo(`${page}#error=${error.code}`, [forget]);
  throw new AppError(error.code, { cause: error, headers: { ...error.headers, "set-cookie": forget } });
}
