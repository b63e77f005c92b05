/**
 * The API's documentation: the OpenAPI document from the routes' schemas and declarations, rendered once at boot, and
 * Swagger UI on it. The UI's files come from the package, not from a CDN: documentation must work where there is no
 * network, and no third party gets to run a script on this origin.
 */
import { createHash } from "node:crypto";
import { SwaggerUIRender } from "@elysiajs/openapi/swagger";
import { Elysia } from "elysia";
import { AppError } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { Guards } from "./auth.ts";

export interface DocsOptions {
  /** The finished document. */
  readonly document: { readonly info: { readonly title: string; readonly description?: string } };
  readonly asset: Platform["docsAsset"];
  readonly guards: Guards;
}

const JSON_PATH = "/docs/json";
const ASSETS_PATH = "/docs/assets";

export function docs({ document, asset, guards }: DocsOptions) {
  const json = JSON.stringify(document);
  const page = renderPage(document.info);
  const policy = pagePolicy(page);
  const hidden = { public: true, detail: { hide: true } } as const;

  return new Elysia({ name: "docs" })
    .use(guards)
    .get(
      "/docs",
      () => answer(page, "text/html; charset=utf-8", { "content-security-policy": policy }),
      hidden,
    )
    .get(JSON_PATH, () => answer(json, "application/json"), hidden)
    .get(`${ASSETS_PATH}/:name`, async ({ params }) => await assetAnswer(await asset(params.name)), hidden);
}

const answer = (body: string | Blob, type: string, headers: Record<string, string> = {}) =>
  new Response(body, { headers: { "content-type": type, "cache-control": "no-cache", ...headers } });

function assetAnswer(file: Blob | null): Response {
  if (file === null) throw new AppError("not_found");
  return answer(file, file.type, { "cache-control": "public, max-age=86400" });
}

function renderPage(info: DocsOptions["document"]["info"]): string {
  const texts = { version: "", description: "", ...info };
  return SwaggerUIRender(texts, {
    url: JSON_PATH,
    cdn: `${ASSETS_PATH}/swagger-ui-bundle.js`,
    theme: `${ASSETS_PATH}/swagger-ui.css`,
    persistAuthorization: true,
    tryItOutEnabled: true,
  });
}

/** Swagger UI sets styles as it goes; of scripts only the file and the one that the page itself holds may run. */
function pagePolicy(page: string): string {
  const [, script = ""] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
  const hash = createHash("sha256").update(script).digest("base64");
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
