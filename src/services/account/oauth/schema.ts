/** What comes and goes when somebody signs in at a provider. */
import { t } from "elysia";

export const Providers = t.Object({ items: t.Array(t.Object({ name: t.String(), label: t.String() })) });

export const OAuthParams = t.Object({ provider: t.String({ maxLength: 50 }) });

export const OAuthStart = t.Object({
  return_to: t.Optional(
    t.String({ maxLength: 2000, description: "Where in the app to go afterwards: a path." }),
  ),
});

const OAuthParameter = t.Optional(t.String({ maxLength: 2000 }));

export const OAuthReturn = t.Object({ state: OAuthParameter, code: OAuthParameter, error: OAuthParameter });
