/** What a client may say about invitations, and what it gets to see of one. */
import { t } from "elysia";
import { Id, Nullable, Timestamp } from "../../../plugins/schema.ts";
import { Email, Locale, Name, NewPassword, Token } from "../authentication/schema.ts";
import { Transport } from "../sessions/schema.ts";

/** `id` is the organization. */
export const InvitationParams = t.Object({ id: Id, invitation_id: Id });

export const NewInvitation = t.Object({ email: Email, role_id: Id });

export const Invitation = t.Object({
  id: Id,
  email: t.String(),
  role_id: Id,
  role: t.String({ description: "The role's name." }),
  invited_by_name: Nullable(t.String()),
  created_at: Timestamp,
  expires_at: Timestamp,
});

export const InvitationToken = t.Object({ token: Token });

export const InvitationPreview = t.Object({
  email: t.String({ description: "Whom it was sent to." }),
  organization_name: t.String(),
  role: t.String(),
  invited_by_name: Nullable(t.String()),
  has_account: t.Boolean({
    description: "true: sign in, then POST /invitations/consume; false: POST /invitations/registration.",
  }),
  expires_at: Timestamp,
});

export const InvitationRegistration = t.Object({
  token: Token,
  name: Name,
  password: t.Optional({
    ...NewPassword,
    description: "Left out, the account signs in by magic link or provider.",
  }),
  locale: t.Optional(Locale),
  transport: Transport,
});

/** The organization that was joined. */
export const Joined = t.Object({ organization_id: Id, role: t.String() });
