/** What people do with their mail in tests. */
import type { TestApp } from "./app.ts";

/** The token behind the link of the newest mail to this address, once everything that is due has been mailed. */
export async function mailedToken(app: TestApp, email: string): Promise<string> {
  await app.idle();
  const [mail] = app.mailbox.list(email);
  return tokenOf(mail?.url);
}

/** @throws {Error} when the link holds none */
export function tokenOf(url: string | undefined): string {
  const [, token] = /#token=([\w-]{43})$/.exec(url ?? "") ?? [];
  if (token === undefined) throw new Error(`no token in ${url ?? "a mail that did not come"}`);
  return token;
}
