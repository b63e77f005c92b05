/** A request as a command, for whoever wants to see its error again. Secrets are masked: put your own in. */
import { isSecretKey, redact } from "./redact.ts";

/** What changes the answer; the rest is the client's own affair. */
const TOLD = ["accept", "content-type", "idempotency-key", "origin", "sec-fetch-site"];
const CREDENTIALS = ["authorization", "cookie"];

export function curl({ method, url, headers }: Request, body: unknown): string {
  const given = TOLD.flatMap((name) => headerWord(name, headers.get(name)));
  const masked = CREDENTIALS.flatMap((name) => headerWord(name, headers.has(name) ? "***" : null));
  const data = body === undefined || body === null ? [] : [`--data ${quoted(JSON.stringify(redact(body)))}`];
  return ["curl", `-X ${method}`, quoted(redactedUrl(url)), ...given, ...masked, ...data].join(" ");
}

const headerWord = (name: string, value: string | null): string[] =>
  value === null ? [] : [`-H ${quoted(`${name}: ${value}`)}`];

function redactedUrl(url: string): string {
  if (!URL.canParse(url)) return url.split("?", 1)[0] ?? "";
  const redacted = new URL(url);
  for (const name of [...redacted.searchParams.keys()]) {
    if (isSecretKey(name)) redacted.searchParams.set(name, "***");
  }
  return redacted.href;
}

/** For a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
