import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { SpanStatusCode, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { MailError } from "./error.ts";
import type { Mail } from "./mail.ts";
import { createMailbox } from "./mailbox.ts";
import { createMailer } from "./mailer.ts";

const from = { name: "Scaffold", address: "no-reply@example.test" };
const mail: Mail = {
  template: "magic_link",
  to: "ada@example.test",
  locale: "en",
  data: { name: "Ada", url: "https://app.example.test/#token=s3cret", expiresInMinutes: 15 },
};

const exporter = new InMemorySpanExporter();

beforeAll(() => {
  trace.setGlobalTracerProvider(
    new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
});
beforeEach(() => exporter.reset());
afterAll(() => trace.disable());

describe("the span of a mail", () => {
  test("names the template, and neither recipient nor link", async () => {
    await createMailer({ from, transport: createMailbox().transport }).send(mail);
    const [span] = exporter.getFinishedSpans();
    expect(span?.name).toBe("mail magic_link");
    expect(span?.attributes).toEqual({
      "mail.template": "magic_link",
      "mail.locale": "en",
      "mail.transport": "mailbox",
    });
  });

  test("says why a delivery failed", async () => {
    const deliver = () => Promise.reject(new MailError("deferred", "not now"));
    const mailer = createMailer({ from, transport: { name: "failing", deliver } });
    await expect(mailer.send(mail)).rejects.toMatchObject({ kind: "deferred" });
    const [span] = exporter.getFinishedSpans();
    expect(span?.attributes["error.type"]).toBe("deferred");
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: "not now" });
  });

  test("covers a mail that cannot be rendered", async () => {
    const mailer = createMailer({ from, transport: createMailbox().transport });
    await expect(mailer.send({ ...mail, to: "nobody" })).rejects.toMatchObject({ kind: "invalid" });
    expect(exporter.getFinishedSpans()).toHaveLength(1);
  });
});
