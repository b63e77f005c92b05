/** /dev/traces: what the last requests and jobs did, for people who develop. Development only: app.ts decides. */
import { Elysia, t } from "elysia";
import { AppError } from "../../errors.ts";
import type { Guards } from "../../plugins/auth.ts";
import type { TraceService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly traces: TraceService;
  readonly path: string;
}

const TraceParams = t.Object({ id: t.String({ pattern: "^[0-9a-f]{32}$", description: "32 hex digits" }) });

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
};

export function tracesHandler({ guards, traces, path }: Dependencies) {
  const hidden = { public: true, detail: { hide: true } } as const;
  return new Elysia({ prefix: path })
    .use(guards)
    .get("", () => answer(traces.listPage()), hidden)
    .get("/:id", ({ params }) => answer(traces.tracePage(params.id)), { ...hidden, params: TraceParams });
}

function answer(page: string | null): Response {
  if (page === null) throw new AppError("not_found");
  return new Response(page, { headers: HEADERS });
}
