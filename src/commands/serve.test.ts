import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect, createServer } from "node:net";
import { testDatabase } from "../testing/database.ts";
import { freePort } from "../testing/port.ts";
import { rawRequest } from "../testing/raw-http.ts";
import { failToServe, type ServeProcess, startServe } from "../testing/serve-process.ts";

/** Several of these start processes of their own. */
const LIMIT_MS = 30_000;

const database = testDatabase();
const serve = (env: Record<string, string> = {}) => startServe({ DATABASE_URL: database.url, ...env });

describe("on the wire", () => {
  let server: ServeProcess;
  beforeAll(async () => {
    server = await serve({ REQUEST_BODY_MAX_BYTES: "1000" });
  }, LIMIT_MS);
  afterAll(async () => {
    server.signal("SIGTERM");
    await server.exited;
  });

  const get = (path: string, ...headers: string[]) =>
    rawRequest(server.port, [`GET ${path} HTTP/1.1`, ...headers, "", ""].join("\r\n"));

  test("its URL is said once, and answers", async () => {
    expect((await fetch(new URL("/health/ready", server.url))).status).toBe(200);
    expect(server.log.filter(({ message }) => message === "listening")).toHaveLength(1);
  });

  test.each(["a:1@b", "a b", "a/b@c:d"])("400 for the host %j", async (host) => {
    const { status, head, body } = await get("/health/live", `Host: ${host}`);
    expect(status).toBe(400);
    expect(head).toContain("application/problem+json");
    expect(JSON.parse(body)).toMatchObject({ code: "malformed_request" });
  });

  test.each(["[::1", "%zz"])(
    "the host %j, which no URL can have, is not parsed and matches no origin",
    async (host) => {
      expect((await get("/health/live", `Host: ${host}`)).status).toBe(200);
      const cookie = `POST /users HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nCookie: a=b\r\nContent-Length: 0\r\n\r\n`;
      expect((await rawRequest(server.port, cookie)).status).toBe(403);
    },
  );

  test("HTTP/1.0 needs no host", async () => {
    expect((await rawRequest(server.port, "GET /health/live HTTP/1.0\r\n\r\n")).status).toBe(200);
  });

  test("a length and chunks together, which smuggle requests, are refused", async () => {
    const text =
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    expect((await rawRequest(server.port, text)).status).toBe(400);
  });

  test.each([
    "/%00",
    "/%zz",
    "/users/..%2f..%2fetc",
    "//evil.example/x",
    "/users?limit=%ff",
    "/x?__proto__[a]=1",
  ])("%s is answered, and is no fault of ours", async (path) => {
    const { status, head } = await get(path, "Host: localhost");
    expect(status).toBeWithin(400, 500);
    expect(head).toContain("application/problem+json");
  });

  test("a header twice, and one that is too long", async () => {
    expect(
      (await get("/health/live", "Host: a", "X-A: 1", "X-A: 2", "Traceparent: x", "Traceparent: y")).status,
    ).toBe(200);
    expect((await get("/health/live", "Host: a", `X-A: ${"x".repeat(100_000)}`)).status).toBeWithin(400, 500);
  });

  test("413 for a body that is too long, by its length or as it comes", async () => {
    const head = "POST /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    const announced = await rawRequest(server.port, `${head}Content-Length: 5000\r\n\r\n`);
    expect(JSON.parse(announced.body)).toMatchObject({ status: 413, code: "payload_too_large" });
    const chunk = `3e8\r\n${"x".repeat(1000)}\r\n`;
    const chunked = await rawRequest(
      server.port,
      `${head}Transfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`,
    );
    expect(JSON.parse(chunked.body)).toMatchObject({ status: 413, code: "payload_too_large" });
  });

  test("HEAD has no body, errors included", async () => {
    const text = "HEAD /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const { status, body } = await rawRequest(server.port, text);
    expect([status, body]).toEqual([404, ""]);
  });
});

describe("starting", () => {
  test("a port that is taken is an error that names it", async () => {
    using taken = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    const { code, said } = await failToServe({ DATABASE_URL: database.url, PORT: String(taken.port) });
    expect(code).toBe(1);
    expect(said).toContain(`port ${taken.port} on 127.0.0.1 is in use`);
  });

  test("every mistake in the configuration at once, and nothing is started", async () => {
    const { code, said } = await failToServe({ PORT: "many", LOG_LEVEL: "loud" }, [
      "--database-pool-max",
      "0",
    ]);
    expect(code).toBe(1);
    for (const name of ["PORT", "LOG_LEVEL", "DATABASE_POOL_MAX"]) expect(said).toContain(`${name}=`);
  });

  test(
    "without its database it runs, says that it is not ready, and is ready once the database is there",
    async () => {
      const port = await freePort();
      const away = new URL(database.url);
      const target = { host: away.hostname, port: Number(away.port) };
      away.port = String(port);
      const server = await startServe({ DATABASE_URL: away.href });
      const ready = async () => (await fetch(new URL("/health/ready", server.url))).status;
      expect((await fetch(new URL("/health/live", server.url))).status).toBe(200);
      expect(await ready()).toBe(503);

      using _ = forward(port, target);
      while ((await ready()) !== 200);
      server.signal("SIGTERM");
      expect(await server.exited).toBe(0);
    },
    LIMIT_MS,
  );
});

describe("stopping", () => {
  /** A request that lasts until `release`: the readiness check waits for a table that is locked. */
  async function slowRequest(server: ServeProcess) {
    const lock = await database.sql.reserve();
    await lock`BEGIN`;
    await lock`LOCK TABLE pgmigrations IN ACCESS EXCLUSIVE MODE`;
    const answer = fetch(new URL("/health/ready", server.url));
    let waits = 0;
    while (waits === 0) {
      [{ waits }] = await database.sql`SELECT count(*)::int AS waits FROM pg_locks WHERE NOT granted`;
    }
    const release = async () => {
      await lock`ROLLBACK`;
      lock.release();
    };
    return { answer, release };
  }

  test(
    "what is in flight is finished, idle connections do not hold it up, and the code is 0",
    async () => {
      const server = await serve();
      const idle = connect(server.port, "127.0.0.1");
      const { answer, release } = await slowRequest(server);
      server.signal("SIGTERM");
      await server.logged("stopping");
      await release();
      expect((await answer).status).toBe(200);
      expect(await server.exited).toBe(0);
      expect(server.log.at(-1)).toMatchObject({ message: "stopped" });
      idle.destroy();
    },
    LIMIT_MS,
  );

  test(
    "a second signal does not wait",
    async () => {
      const server = await serve({ REQUEST_DEADLINE_MS: "60000", DATABASE_QUERY_MS: "60000" });
      const { answer, release } = await slowRequest(server);
      const cut = answer.catch(() => "cut");
      server.signal("SIGINT");
      await server.logged("stopping");
      server.signal("SIGINT");
      expect(await server.exited).toBe(1);
      expect(await cut).toBe("cut");
      await release();
    },
    LIMIT_MS,
  );

  test(
    "under load no request is lost by whoever stops asking once it is not ready",
    async () => {
      const server = await serve({ SHUTDOWN_LAME_DUCK_MS: "400" });
      const statuses: number[] = [];
      let ready = true;
      const ask = async (path: string) => (await fetch(new URL(path, server.url))).status;
      const clients = Array.from({ length: 8 }, async () => {
        while (ready) statuses.push(await ask("/docs/json"));
      });
      while (statuses.length < 100) await Bun.sleep(1);
      server.signal("SIGTERM");
      while (ready) ready = (await ask("/health/ready")) === 200;
      await Promise.all(clients);
      expect(new Set(statuses)).toEqual(new Set([200]));
      expect(await server.exited).toBe(0);
    },
    LIMIT_MS,
  );
});

/** A listener that hands every connection on. */
function forward(port: number, target: { host: string; port: number }): Disposable {
  const server = createServer((inbound) => {
    const outbound = connect(target.port, target.host);
    inbound.pipe(outbound).pipe(inbound);
    for (const socket of [inbound, outbound]) socket.on("error", () => socket.destroy());
  }).listen(port, "127.0.0.1");
  return { [Symbol.dispose]: () => server.close() };
}
