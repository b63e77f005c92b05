/** What a client may change of a member, and what it gets to see of one. */
import { t } from "elysia";
import { Id, Timestamp } from "../../../plugins/schema.ts";

const Status = t.Union([t.Literal("active"), t.Literal("suspended")], {
  description: "A suspended member keeps the place but may do nothing.",
});

/** `id` is the organization. */
export const MemberParams = t.Object({ id: Id, user_id: Id });

export const MemberChanges = t.Object(
  { role_id: t.Optional(Id), status: t.Optional(Status) },
  { minProperties: 1 },
);

export const Member = t.Object({
  id: t.String({ format: "uuid", description: "The membership's." }),
  user_id: Id,
  name: t.String(),
  email: t.String(),
  status: Status,
  role_id: Id,
  role: t.String({ description: "The role's name." }),
  created_at: Timestamp,
});
