import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { MailError, type MailErrorKind } from "./error.ts";
import type { Mail } from "./mail.ts";
import { createMailer } from "./mailer.ts";
import { smtpTransport } from "./smtp.ts";

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly encrypted: boolean;
  readonly user: string | undefined;
  /** Headers, an empty line, the body. */
  readonly source: string;
}

const received: Received[] = [];

/** Answers by the first word of the recipient: "unknown@…" 550, "later@…" 451. */
const answers: Readonly<Record<string, number>> = { unknown: 550, later: 451 };

const options: SMTPServerOptions = {
  authOptional: true,
  onAuth: ({ username, password }, _session, done) => {
    if (password === "right") done(null, { user: username });
    else done(new Error("5.7.8 no"));
  },
  onRcptTo: ({ address }, _session, done) => {
    const responseCode = answers[address.split("@")[0] ?? ""];
    done(responseCode === undefined ? null : Object.assign(new Error("refused"), { responseCode }));
  },
  onData: async (stream, { envelope, secure, user }, done) => {
    const source = (await Array.fromAsync(stream)).join("");
    const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
    received.push({
      from,
      to: envelope.rcptTo.map(({ address }) => address),
      encrypted: secure,
      user,
      source,
    });
    done(source.includes("to Spam") ? Object.assign(new Error("spam"), { responseCode: 554 }) : null);
  },
};

const server = new SMTPServer(options);
// The certificate that smtp-server brings is self-signed: clients that check it hang up.
server.on("error", () => {});
const plain = new SMTPServer({ ...options, hideSTARTTLS: true, allowInsecureAuth: true });
const silent = createServer();
const full = createServer((socket) => socket.end("421 4.3.2 too busy\r\n"));

const port = (of: { address(): unknown }) => (of.address() as AddressInfo).port;
const url = (of: Server, rest = "", credentials = "") => `smtp://${credentials}127.0.0.1:${port(of)}${rest}`;
const TRUSTING = "?tls.rejectUnauthorized=false";

beforeAll(async () => {
  for (const listening of [server, plain, silent, full]) {
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", () => resolve()));
  }
});

afterAll(async () => {
  for (const listening of [server, plain, silent, full]) {
    await new Promise<void>((resolve) => listening.close(() => resolve()));
  }
});

const mailTo = (to: string, name = "Ada"): Mail => ({
  template: "magic_link",
  to,
  locale: "en",
  data: { name, url: "https://app.example.test/magic-link#token=s3cret", expiresInMinutes: 15 },
});

async function send(
  to: string,
  smtpUrl: string,
  timeoutMs = 5000,
  product = "Scaffold",
): Promise<Received | undefined> {
  received.length = 0;
  const from = { name: product, address: "no-reply@example.test" };
  await createMailer({ from, transport: smtpTransport({ url: smtpUrl, timeoutMs }) }).send(mailTo(to));
  return received[0];
}

async function failure(sending: Promise<unknown>): Promise<MailError> {
  const error = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof MailError) return error;
  throw new Error("expected a MailError", { cause: error });
}

describe("a mail that is taken", () => {
  test("arrives with sender, recipient, subject, both bodies", async () => {
    const mail = await send("ada@example.test", url(plain.server));
    expect(mail).toMatchObject({ from: "no-reply@example.test", to: ["ada@example.test"] });
    const [headers = ""] = mail?.source.split("\r\n\r\n") ?? [];
    expect(headers).toContain("From: Scaffold <no-reply@example.test>");
    expect(headers).toContain("To: ada@example.test");
    expect(headers).toContain("Subject: Your link to sign in to Scaffold");
    expect(headers).toContain("Auto-Submitted: auto-generated");
    expect(mail?.source).toContain("Content-Type: text/plain");
    expect(mail?.source).toContain("Content-Type: text/html");
  });

  test("is encrypted when the server offers it", async () => {
    expect(await send("ada@example.test", url(server.server, TRUSTING))).toMatchObject({ encrypted: true });
    expect(await send("ada@example.test", url(plain.server))).toMatchObject({ encrypted: false });
  });

  test("is sent by the user of the URL", async () => {
    const mail = await send("ada@example.test", url(server.server, TRUSTING, "me%40example.test:right@"));
    expect(mail).toMatchObject({ encrypted: true, user: "me@example.test" });
  });

  test("holds no header that a name has smuggled in", async () => {
    const mail = await send(
      "ada@example.test",
      url(plain.server),
      5000,
      "X\r\nBcc: eve@example.test\r\n\r\nHi",
    );
    expect(mail?.to).toEqual(["ada@example.test"]);
    const [headers = ""] = mail?.source.split("\r\n\r\n") ?? [];
    expect(headers).toContain("MIME-Version");
    expect(headers).not.toMatch(/^Bcc:/im);
  });
});

describe("a mail that is not taken", () => {
  const cases: readonly [name: string, () => Promise<unknown>, kind: MailErrorKind, retryable: boolean][] = [
    ["no such mailbox", () => send("unknown@example.test", url(plain.server)), "rejected", false],
    ["refused as spam", () => send("ada@example.test", url(plain.server), 5000, "Spam"), "rejected", false],
    ["not now", () => send("later@example.test", url(plain.server)), "deferred", true],
    ["a server that is too busy", () => send("ada@example.test", url(full)), "unavailable", true],
    ["nobody listens", () => send("ada@example.test", "smtp://127.0.0.1:1"), "unavailable", true],
    ["a server that says nothing", () => send("ada@example.test", url(silent), 200), "timeout", true],
    [
      "a wrong password",
      () => send("ada@example.test", url(server.server, TRUSTING, "me:wrong@")),
      "authentication",
      true,
    ],
    [
      "a certificate that nobody signed",
      () => send("ada@example.test", url(server.server)),
      "unavailable",
      true,
    ],
    [
      "credentials without encryption",
      () => send("ada@example.test", url(plain.server, "", "me:right@")),
      "unavailable",
      true,
    ],
  ];

  test.each(cases)("%s", async (_, sending, kind, retryable) => {
    const error = await failure(sending());
    expect([error.kind, error.retryable]).toEqual([kind, retryable]);
    expect(error.message).not.toMatch(/example\.test|s3cret|wrong|right/);
  });

  test("credentials go unencrypted only when the URL says so", async () => {
    const mail = await send("ada@example.test", url(plain.server, "?requireTLS=false", "me:right@"));
    expect(mail).toMatchObject({ encrypted: false, user: "me" });
  });

  test("a server that dribbles is given up all the same", async () => {
    const dribbling = createServer((socket) => {
      socket.write("220 hello\r\n");
      // Never silent for long, and never done: only a limit on the whole ends this.
      const timer = setInterval(() => socket.write("250-wait\r\n"), 20);
      socket.on("error", () => {});
      socket.on("close", () => clearInterval(timer));
      socket.resume();
    });
    dribbling.listen(0, "127.0.0.1");
    await once(dribbling, "listening");
    const error = await failure(send("ada@example.test", url(dribbling), 200));
    expect(error.kind).toBe("timeout");
    await new Promise<void>((resolve) => dribbling.close(() => resolve()));
  });
});
