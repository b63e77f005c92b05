/** What a client may say about a role, and what it gets to see of one. */
import { t } from "elysia";
import { Id, Timestamp } from "../../../plugins/schema.ts";

const Name = t.String({
  minLength: 1,
  maxLength: 60,
  pattern: "\\S",
  description: "More than white space.",
  examples: ["Accountant"],
});

const Description = t.String({ maxLength: 500 });

const Permissions = t.Array(t.String({ maxLength: 100 }), {
  maxItems: 100,
  description: "Names from GET /permissions; only those that you hold yourself.",
  examples: [["members.read", "members.invite"]],
});

/** `id` is the organization. */
export const RoleParams = t.Object({ id: Id, role_id: Id });

export const NewRole = t.Object({
  name: Name,
  description: t.Optional(Description),
  permissions: Permissions,
});

export const RoleChanges = t.Object(
  { name: t.Optional(Name), description: t.Optional(Description), permissions: t.Optional(Permissions) },
  { minProperties: 1 },
);

export const Role = t.Object({
  id: Id,
  name: t.String(),
  description: t.String(),
  built_in: t.Boolean({ description: "The same in every organization, and not to be changed." }),
  permissions: t.Array(t.String()),
  member_count: t.Integer(),
  created_at: Timestamp,
  updated_at: Timestamp,
});
