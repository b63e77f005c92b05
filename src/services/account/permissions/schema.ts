/** What a client gets to see of permissions. */
import { t } from "elysia";

export const PermissionList = t.Object({
  items: t.Array(
    t.Object({
      name: t.String({ examples: ["members.invite"] }),
      description: t.String({ description: "One sentence for the person who ticks it." }),
    }),
  ),
});
