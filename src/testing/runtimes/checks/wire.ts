/** HTTP as it is on the wire: bodies and their limits, and clients that go away. */
import { expect } from "bun:test";
import { connect } from "node:net";
import { untilWaiting } from "../../locks.ts";
import { rawRequest } from "../../raw-http.ts";
import type { Api } from "../api.ts";
import type { Checks } from "../check.ts";
import { signedIn } from "../people.ts";
import { BODY_MAX_BYTES } from "../stage.ts";

const POST = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

export const wire: Checks = {
  "413 for a body that is too long, by its length or as it comes": async ({ api }) => {
    const announced = await rawRequest(api.port, `${POST}Content-Length: ${BODY_MAX_BYTES + 1}\r\n\r\n`);
    expect(announced).toMatchObject({ status: 413, body: expect.stringContaining("payload_too_large") });
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(BODY_MAX_BYTES)),
    });
    const headers = { "content-type": "application/json", "x-forwarded-for": api.ip };
    const streamed = await fetch(new URL("/auth/login", api.url), { method: "POST", body, headers });
    expect(await streamed.json()).toMatchObject({ status: 413, code: "payload_too_large" });
  },

  "a body in chunks is read": async ({ api, stage }) => {
    const { token } = await signedIn(stage);
    const parts = ['{"na', 'me":"Chu', 'nks"}'].map((part) => new TextEncoder().encode(part));
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const part = parts.shift();
        if (part === undefined) controller.close();
        else controller.enqueue(part);
      },
    });
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const answer = await fetch(new URL("/me", api.url), { method: "PATCH", body, headers });
    expect(await answer.json()).toMatchObject({ name: "Chunks" });
  },

  "HEAD has no body, errors included; 204 has none either": async ({ api, stage }) => {
    const head = (path: string) =>
      rawRequest(api.port, `HEAD ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(await head("/health/live")).toMatchObject({ status: 200, body: "" });
    expect(await head("/nowhere")).toMatchObject({ status: 404, body: "" });
    const { token } = await signedIn(stage);
    const text = `DELETE /me/sessions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`;
    expect(await rawRequest(api.port, text)).toMatchObject({ status: 204, body: "" });
  },

  "paths that cannot be read are answered, and are no fault of ours": async ({ api }) => {
    for (const path of ["/%00", "/%zz", "/users/..%2f..%2fetc", "/x?__proto__[a]=1", "/users?limit=%ff"]) {
      const { status } = await rawRequest(
        api.port,
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      expect([path, status >= 400 && status < 500]).toEqual([path, true]);
    }
  },

  "a client that goes away in the middle of its body, or before the answer, is no trouble": async ({
    api,
    stage,
  }) => {
    await hangUp(api, `${POST}Content-Length: 100\r\n\r\n{"email":`);
    const { id, token } = await signedIn(stage);
    const { sql } = stage.database;
    await sql.begin(async (tx) => {
      await tx`SELECT FROM users WHERE id = ${id} FOR UPDATE`;
      const leave = new AbortController();
      const gone = fetch(new URL("/me", api.url), {
        method: "PATCH",
        body: '{"name":"Gone"}',
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        signal: leave.signal,
      }).catch((error: Error) => error.name);
      await untilWaiting(sql, 1);
      leave.abort();
      expect(await gone).toBe("AbortError");
    });
    expect((await api.ask("GET", "/session", { token })).status).not.toBe(500);
    expect((await api.ask("GET", "/health/ready")).status).toBe(200);
  },
};

/** Sends the text and breaks the connection. */
function hangUp({ port }: Api, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text, () => socket.resetAndDestroy()));
    socket.on("close", () => resolve());
    socket.on("error", reject);
  });
}
