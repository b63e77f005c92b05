/**
 * /account: the reference front end of the account service, in development and where ACCOUNT_PAGE says so. One document
 * for every path below it, as its script shows what belongs to each; what that shows comes from routes that guard themselves.
 */
import { Elysia } from "elysia";
import { AppError } from "../errors.ts";
import type { BrowserPage } from "../platform/platform.ts";
import type { Guards } from "./auth.ts";

/** Where it is served, which is where the links in mails lead. */
const PATH = "/account";
const ASSETS_PATH = `${PATH}/assets`;

/** Only what comes from here runs, and nothing but this origin is asked. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

export function accountPage({ guards, page }: { readonly guards: Guards; readonly page: BrowserPage }) {
  const hidden = { public: true, detail: { hide: true } } as const;

  const document = async () =>
    new Response(await page.document(ASSETS_PATH), {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-cache",
        "content-security-policy": POLICY,
      },
    });

  return new Elysia({ name: "account-page" })
    .use(guards)
    .get(PATH, document, hidden)
    .get(`${PATH}/*`, document, hidden)
    .get(`${ASSETS_PATH}/:name`, async ({ params }) => assetAnswer(await page.asset(params.name)), hidden);
}

/** Another content has another name. */
function assetAnswer(file: Blob | null): Response {
  if (file === null) throw new AppError("not_found");
  const headers = { "content-type": file.type, "cache-control": "public, max-age=31536000, immutable" };
  return new Response(file, { headers });
}
