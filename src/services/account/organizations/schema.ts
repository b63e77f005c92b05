/** What a client gets to see of an organization. */
import { t } from "elysia";
import { JsonObject, Timestamp } from "../../../plugins/schema.ts";

const identity = { id: t.String({ format: "uuid" }), slug: t.String(), name: t.String() };

export const OrganizationItem = t.Object({ ...identity, member_count: t.Integer() });

export const Organization = t.Object({
  ...identity,
  settings: JsonObject,
  created_at: Timestamp,
  updated_at: Timestamp,
});
