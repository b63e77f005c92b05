/** `fetch` with a browser's cookies, for one site: what answers set, later requests bring along. */

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** @param cookies that it has already */
export function cookieJar(origin: string, cookies: Readonly<Record<string, string>> = {}): Fetch {
  const jar = new Map(Object.entries(cookies));
  return async (input, init) => {
    const request = new Request(input as Request, init);
    request.headers.set("cookie", [...jar].map(([name, value]) => `${name}=${value}`).join("; "));
    request.headers.set("origin", origin);
    request.headers.set("sec-fetch-site", "same-origin");
    const response = await fetch(request);
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    return response;
  };
}

function keep(jar: Map<string, string>, line: string): void {
  const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (/;\s*max-age=0/i.test(line)) jar.delete(name);
  else jar.set(name, value);
}
