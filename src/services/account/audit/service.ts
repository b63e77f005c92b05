/** Reading the log of security events. It is written by record.ts, where the events happen. */
import type { Db } from "../../../database/db.ts";
import * as audit from "../../../repositories/audit.ts";
import type { Scope } from "../../../scope.ts";
import type { Slice } from "../listing.ts";
import { workplace } from "../organizations/authority.ts";

export interface AuditListing extends Slice {
  /** How the action's name begins. */
  readonly action?: string;
}

export type AuditService = ReturnType<typeof auditService>;

export const auditService = ({ database }: { readonly database: Db }) => ({
  /** The newest first. */
  async list(scope: Scope, { action, after, limit }: AuditListing) {
    const organizationId = workplace(scope, "audit.read");
    return await audit.fetchAuditEventsByOrganization(database, { organizationId, action, after, limit });
  },
});
