/**
 * Where mailed links lead. Opening one uses nothing up, as mail scanners open them too: the button does. Without a
 * token the same views ask for a link.
 */
import type { Problem } from "../../../client/index.ts";
import type { Context } from "../context.ts";
import { h } from "../dom.ts";
import { form } from "../form.ts";
import { action, link, paragraph, sheet } from "../parts.ts";
import { lookIntoMailbox } from "./register.ts";

export function magicLink({ client, token, go }: Context): HTMLElement {
  if (token === null) {
    return askFor("Sign in by a mailed link", (email) => client.api.auth["magic-links"].post({ email }));
  }
  const use = async (): Promise<Problem | undefined> => {
    const { data, error } = await client.api.auth["magic-links"].consume.post({ token, transport: "cookie" });
    if (error !== null) return error.value;
    client.adopt(data);
    go("/");
    return undefined;
  };
  return landing("Sign in", "This signs you in on this device.", use);
}

export function verifyEmail({ client, token, go, say }: Context): HTMLElement {
  if (token === null) {
    return askFor("Another link to confirm your address", (email) =>
      client.api.auth["email-verifications"].post({ email }),
    );
  }
  const use = async (): Promise<Problem | undefined> => {
    const { data, error } = await client.api.auth["email-verifications"].consume.post({
      token,
      transport: "cookie",
    });
    if (error !== null) return error.value;
    client.adopt(data);
    say("Your address is confirmed. Welcome!");
    go("/");
    return undefined;
  };
  return landing("Confirm your address", "This proves that the address is yours, and signs you in.", use);
}

export function confirmEmail({ client, token, go, say }: Context): HTMLElement {
  const use = async (): Promise<Problem | undefined> => {
    const { error } = await client.api.auth["email-changes"].consume.post({ token: token ?? "" });
    if (error !== null) return error.value;
    say("You have a new address now.");
    go("/profile");
    return undefined;
  };
  return landing("Confirm your new address", "From now on you sign in with it, and mails go there.", use);
}

const landing = (title: string, explanation: string, use: () => Promise<Problem | undefined>) =>
  sheet(
    title,
    paragraph(explanation),
    action(title, use, { kind: "primary" }),
    paragraph(link("/sign-in", "Sign in another way")),
  );

type Ask = (email: string) => Promise<{ readonly error: { readonly value: Problem } | null }>;

/** Asks for a link by mail; the answer is the same for every address. */
export function askFor(title: string, ask: Ask): HTMLElement {
  const place = h("div", {});
  const request = form({
    fields: [{ name: "email", label: "E-mail address", type: "email", autocomplete: "username" }],
    submit: "Mail me a link",
    onSubmit: async ({ email }) => {
      const { error } = await ask(email);
      if (error !== null) return error.value;
      place.replaceWith(lookIntoMailbox(email));
      return undefined;
    },
  });
  place.append(sheet(title, request, paragraph(link("/sign-in", "Back to sign-in"))));
  return place;
}
