/** What a client may ask about accounts, and what it gets to see of one. Password hashes are not among it. */
import { t } from "elysia";
import { Nullable, Timestamp } from "../../../plugins/schema.ts";

const UserStatus = t.Union([t.Literal("active"), t.Literal("suspended")]);

export const UserFilter = t.Object({
  status: t.Optional(UserStatus),
  search: t.Optional(
    t.String({ minLength: 1, maxLength: 200, description: "Part of the name or the address." }),
  ),
});

export const User = t.Object({
  id: t.String({ format: "uuid" }),
  email: t.String(),
  name: t.String(),
  status: UserStatus,
  email_verified_at: Nullable(Timestamp),
  created_at: Timestamp,
});
