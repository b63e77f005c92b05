/** The mail of an invitation. */
import { Type } from "@sinclair/typebox";
import * as invitations from "../../../repositories/invitations.ts";
import { createToken } from "../authentication/token.ts";
import { mailJob, send } from "../mails/send.ts";

/** Does nothing when the invitation is not open any more. Links that were mailed before are dead from then on. */
export const sendInvitation = mailJob("account.send-invitation", {
  payload: Type.Object({ invitationId: Type.String() }),
  unique: ({ invitationId }) => invitationId,
  run: async ({ db, payload: { invitationId: id } }, { mailer, links }) => {
    const { token, tokenHash } = createToken();
    const invitation = await invitations.modifyInvitationToken(db, { id, tokenHash });
    if (invitation === null) return;
    const { email: to, invited_locale, invited_by_locale, invited_by_name, organization_name } = invitation;
    await send(mailer, {
      template: "invitation",
      to,
      locale: invited_locale ?? invited_by_locale ?? "en",
      data: {
        inviter: invited_by_name ?? organization_name,
        organization: organization_name,
        role: invitation.role,
        hasAccount: invited_locale !== null,
        url: links.invitation(token),
        expiresInMinutes: minutesUntil(invitation.expires_at),
      },
    });
  },
});

const minutesUntil = (moment: Date): number =>
  Math.max(1, Math.round((moment.getTime() - Date.now()) / 60_000));
