/** The page on which the person at the tests' OAuth provider agrees or not; for browsers. */
import type { Person } from "./oauth-provider.ts";

export function consentPage(person: Person, asked: URLSearchParams): Response {
  const link = (decision: string) => {
    const query = new URLSearchParams(asked);
    query.set("decision", decision);
    return Bun.escapeHTML(`?${query}`);
  };
  const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Provider of tests</title></head>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 420px; margin: 64px auto">
<h1>Provider of tests</h1>
<p>You are <b>${Bun.escapeHTML(person.name)}</b> (${Bun.escapeHTML(person.email)}). An app wants to know who you are.</p>
<p><a id="grant" href="${link("grant")}">Allow</a> · <a id="deny" href="${link("deny")}">Deny</a></p>
</body>
</html>
`;
  return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
}
