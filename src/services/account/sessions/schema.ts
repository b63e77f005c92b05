/** What a client gets to see of sessions: who one is, and where one is signed in. */
import { t } from "elysia";
import { Id, Nullable, Timestamp } from "../../../plugins/schema.ts";

const SignInMethod = t.Union([t.Literal("password"), t.Literal("magic_link"), t.Literal("oauth")]);

const identity = {
  user: t.Object({
    id: Id,
    email: t.String(),
    name: t.String(),
    locale: t.String(),
    email_verified: t.Boolean(),
  }),
  organization: Nullable(
    t.Object(
      { id: Id, slug: t.String(), name: t.String(), role: t.String() },
      { description: "The one that the session works in." },
    ),
  ),
  permissions: t.Array(t.String(), { description: "What is allowed in that organization." }),
  session: t.Object({ id: Id, method: SignInMethod, created_at: Timestamp, expires_at: Timestamp }),
};

export const Identity = t.Object(identity);

/** After everything that begins or renews a session. */
export const SessionGrant = t.Object({
  ...identity,
  token: Nullable(
    t.String({ description: "For `Authorization: Bearer`, from now on; null: it is in the cookie." }),
  ),
});

/** For everything that begins a session. */
export const Transport = t.Union([t.Literal("cookie"), t.Literal("bearer")], {
  default: "cookie",
  description:
    "How to be given the session: a cookie for browsers, a token in the answer for everybody else.",
});

export const SwitchOrganization = t.Object({ organization_id: Id });

export const SessionList = t.Object({
  items: t.Array(
    t.Object({
      id: Id,
      current: t.Boolean({ description: "The one that asks." }),
      method: SignInMethod,
      organization_name: Nullable(t.String()),
      ip: Nullable(t.String()),
      user_agent: Nullable(t.String()),
      created_at: Timestamp,
      last_used_at: Timestamp,
      expires_at: Timestamp,
    }),
  ),
});
