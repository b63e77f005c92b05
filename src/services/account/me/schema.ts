/** What people see of their own account, and may change. */
import { t } from "elysia";
import { Id, JsonChanges, JsonObject, Nullable, Timestamp } from "../../../plugins/schema.ts";
import { Email, Locale, Name, NewPassword, Password } from "../authentication/schema.ts";

export const Profile = t.Object({
  id: Id,
  email: t.String(),
  name: t.String(),
  locale: t.String(),
  preferences: JsonObject,
  email_verified_at: Nullable(Timestamp),
  created_at: Timestamp,
  has_password: t.Boolean(),
  providers: t.Array(t.String(), { description: "Where else one can sign in from." }),
  organizations: t.Array(t.Object({ id: Id, slug: t.String(), name: t.String(), role: t.String() })),
});

export const ChangeProfile = t.Object({
  name: t.Optional(Name),
  locale: t.Optional(Locale),
  preferences: t.Optional(JsonChanges("Keys to change; null takes a key away, others stay (RFC 7396).")),
});

export const ChangePassword = t.Object({ current_password: Password, password: NewPassword });

/** The password, when the account has one: whoever finds an open browser is not its owner. */
const confirmation = { password: t.Optional(Password) };

export const ChangeEmail = t.Object({ email: Email, ...confirmation });

export const DeleteAccount = t.Object(confirmation);

export const Identities = t.Object({
  items: t.Array(
    t.Object({
      id: Id,
      provider: t.String(),
      email: Nullable(t.String()),
      created_at: Timestamp,
      last_used_at: Timestamp,
    }),
  ),
});
