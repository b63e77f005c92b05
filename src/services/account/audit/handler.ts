/** The organization's log of security events: who did what, when, from where. */
import { Elysia, t } from "elysia";
import type { Guards } from "../../../plugins/auth.ts";
import { PageOf, PageQuery, page } from "../../../plugins/pagination.ts";
import { IdParams } from "../../../plugins/schema.ts";
import { AuditEvent, AuditFilter } from "./schema.ts";
import type { AuditService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly audit: AuditService;
}

export const auditHandler = ({ guards, audit }: Dependencies) =>
  new Elysia({ prefix: "/organizations/:id/audit-events", tags: ["audit"] })
    .use(guards)

    .get(
      "",
      async ({ scope, query }) => await page(query, (slice) => audit.list(scope, { ...query, ...slice })),
      {
        permission: "audit.read",
        params: IdParams,
        query: t.Composite([PageQuery, AuditFilter]),
        response: PageOf(AuditEvent),
        detail: { summary: "Security events of the organization, the newest first" },
      },
    );
