/** The API as its clients see it: over HTTP, at a URL, each client with an address of its own. */
import { APP } from "./stage.ts";

export interface Ask {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The session as a program brings it. */
  readonly token?: string;
  /** The session as a browser brings it. */
  readonly cookie?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a check asserts the shape of the answer, which is what it is there for.
  readonly body: any;
}

let clients = 0;

export class Api {
  readonly url: string;
  /** Where this client's requests come from, as a proxy in front would say. */
  readonly ip: string;

  constructor(url: string) {
    this.url = url;
    clients += 1;
    this.ip = `10.1.${clients >> 8}.${clients & 255}`;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async ask(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: this.#headers(ask),
      redirect: "manual",
      ...(ask.body !== undefined && {
        body: typeof ask.body === "string" ? ask.body : JSON.stringify(ask.body),
      }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  #headers({ body, headers, token, cookie }: Ask): Record<string, string> {
    return {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(cookie !== undefined && { cookie, origin: APP }),
      "x-forwarded-for": this.ip,
      "cf-connecting-ip": this.ip,
      ...headers,
    };
  }
}

/** `cookie` for what the answer set. */
export const cookiesOf = ({ headers }: Answer): string =>
  headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");

/** What a check asserts of a refusal. */
export const refusal = ({ status, body }: Answer): [number, string] => [status, body.code];
