import { describe, expect, test } from "bun:test";
import type { Languages } from "./content.ts";
import { MailError } from "./error.ts";
import { languages } from "./languages/index.ts";
import type { Mail } from "./mail.ts";
import { renderMail } from "./render.ts";

const url = "https://app.example.test/magic-link#token=abc";
const expiresInMinutes = 15;
const name = "Ada";
const at = "2026-11-25T14:05:00Z";
const to = "ada@example.test";
const locale = "en";

const mails: readonly Mail[] = [
  { template: "email_verification", to, locale, data: { name, url, expiresInMinutes } },
  { template: "magic_link", to, locale, data: { name, url, expiresInMinutes } },
  { template: "password_reset", to, locale, data: { name, url, expiresInMinutes } },
  { template: "password_changed", to, locale, data: { name, url, at } },
  { template: "email_change", to, locale, data: { name, url, expiresInMinutes } },
  { template: "email_changed", to, locale, data: { name, newEmail: "new@example.test", at } },
  invitation({}),
  {
    template: "new_sign_in",
    to,
    locale,
    data: { name, url, at, ip: "2001:db8::1", device: "Firefox on Linux" },
  },
  { template: "already_registered", to, locale, data: { name, url } },
];

function invitation(data: Partial<Extract<Mail, { template: "invitation" }>["data"]>): Mail {
  const usual = {
    inviter: "Grace",
    organization: "Navy",
    role: "admin",
    hasAccount: false,
    url,
    expiresInMinutes: 10080,
  };
  return { template: "invitation", to, locale, data: { ...usual, ...data } };
}

const render = (mail: Mail, some: Languages = languages) =>
  renderMail(mail, { product: "Scaffold", languages: some });

describe("every template", () => {
  test("is in this test", () => {
    const inTest: string[] = mails.map(({ template }) => template);
    expect(inTest.toSorted()).toEqual(Object.keys(languages.en.templates).toSorted());
  });

  test.each(mails.map((mail) => [mail.template, mail] as const))(
    "%s says the same as text and as HTML",
    (_, mail) => {
      const rendered = render(mail);
      for (const part of [rendered.text, rendered.html]) {
        expect(part).toContain("Scaffold");
        if (rendered.url !== undefined) expect(part).toContain(rendered.url);
        expect(part).not.toContain("undefined");
      }
      expect(rendered.subject).toMatch(/^\S.{5,90}\S$/);
    },
  );

  test.each(mails.map((mail) => [mail.template, mail] as const))("%s survives JSON", (_, mail) => {
    expect(render(JSON.parse(JSON.stringify(mail)))).toEqual(render(mail));
  });

  test("all but the farewell to an old address lead somewhere", () => {
    const leadingNowhere = mails.filter((mail) => render(mail).url === undefined);
    expect(leadingNowhere.map(({ template }) => template)).toEqual(["email_changed"]);
  });
});

describe("strangers' words", () => {
  test("are escaped in HTML, in text and in attributes", () => {
    const { html } = render(invitation({ inviter: `<img src=x onerror=alert(1)>`, organization: `"'><b>&` }));
    expect(html).not.toContain("<img");
    expect(html).not.toContain("<b>");
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(html).toContain("&quot;&#39;&gt;&lt;b&gt;&amp;");
  });

  test("cannot break out of the subject's line", () => {
    const { subject } = render(invitation({ inviter: "Eve\r\nBcc: all@example.test\u2028x" }));
    expect(subject).toBe("Eve Bcc: all@example.\u2060test x invites you to Navy");
  });

  test("place no link", () => {
    const { text, html } = render(
      invitation({ inviter: "Win at evil.example", organization: "https://evil.example" }),
    );
    for (const part of [text, html]) {
      expect(part).not.toContain("evil.example");
      expect(part).not.toContain("https://evil");
    }
  });

  test("are cut when they are long, between characters", () => {
    expect(render(invitation({ organization: "🦊".repeat(500) })).subject).toBe(
      `Grace invites you to ${"🦊".repeat(100)}`,
    );
  });

  test("cannot turn the text around", () => {
    expect(render(invitation({ inviter: "\u202eevE" })).subject).toBe("evE invites you to Navy");
  });
});

describe("what must not be mailed is refused for good", () => {
  const refusal = (mail: Mail) => {
    try {
      render(mail);
    } catch (error) {
      return error instanceof MailError && [error.kind, error.retryable];
    }
    return "mailed";
  };

  test.each(["javascript:alert(1)", "data:text/html,x", "/relative", ""])("the link %p", (link) => {
    expect(refusal(invitation({ url: link }))).toEqual(["invalid", false]);
  });

  test.each([
    "a@example.test, b@example.test",
    "a@example.test\r\nBcc: b@example.test",
    "<a@example.test>",
    "A <a@example.test>",
    "a@example.test>",
    '"a b"@example.test',
    "example.test",
    "\u212aate@example.test",
    `${"a".repeat(250)}@example.test`,
    "",
  ])("the recipient %p", (address) => {
    expect(refusal({ ...invitation({}), to: address })).toEqual(["invalid", false]);
  });

  test.each(["nothing", "constructor", "__proto__"])("the template %p", (template) => {
    expect(refusal({ ...invitation({}), template } as unknown as Mail)).toEqual(["invalid", false]);
  });
});

describe("languages", () => {
  const upper: Languages = {
    ...languages,
    de: { ...languages.en, templates: { ...languages.en.templates, magic_link: magicLinkInGerman } },
  };

  function magicLinkInGerman(): ReturnType<Languages["en"]["templates"]["magic_link"]> {
    return { subject: "Ihr Link", preview: "", greeting: "Hallo,", paragraphs: [], notes: [] };
  }

  const mail = (tag: string): Mail => ({
    template: "magic_link",
    to,
    locale: tag,
    data: { name, url, expiresInMinutes },
  });

  test("the language is chosen by the tag, then by its first part", () => {
    expect(render(mail("de"), upper).subject).toBe("Ihr Link");
    expect(render(mail("de-AT"), upper).subject).toBe("Ihr Link");
    expect(render(mail("de-AT"), upper).html).toContain('<html lang="de">');
  });

  test.each(["fr", "", "constructor", "x_y"])("%p falls back to English", (tag) => {
    expect(render(mail(tag), upper).subject).toBe("Your link to sign in to Scaffold");
  });

  test("durations are said in the largest unit that is exact", () => {
    const notes = (minutes: number) => render(invitation({ expiresInMinutes: minutes })).text;
    expect(notes(1)).toContain("for 1 minute.");
    expect(notes(90)).toContain("for 90 minutes.");
    expect(notes(120)).toContain("for 2 hours.");
    expect(notes(7 * 24 * 60)).toContain("for 7 days.");
  });

  test("moments are said in UTC", () => {
    expect(render({ template: "password_changed", to, locale, data: { name, url, at } }).text).toContain(
      "November 25, 2026 at 2:05 PM UTC",
    );
  });
});
