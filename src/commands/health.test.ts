import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test";
import { run } from "./health.ts";

let answer = 200;
let server: Bun.Server<undefined>;
beforeEach(() => {
  answer = 200;
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => new Response("x", { status: request.url.endsWith("/health/ready") ? answer : 404 }),
  });
});
afterEach(() => server.stop(true));

const health = async (env: Record<string, string>) => {
  const print = spyOn(console, "log").mockImplementation(() => {});
  try {
    return await run({ args: [], options: {}, env });
  } finally {
    print.mockRestore();
  }
};

describe("scaffold health", () => {
  test("exits 0 when the process is ready", async () => {
    expect(await health({ HOST: "127.0.0.1", PORT: String(server.port) })).toBe(0);
  });

  test("asks 127.0.0.1 when the process listens on every interface", async () => {
    expect(await health({ HOST: "0.0.0.0", PORT: String(server.port) })).toBe(0);
  });

  test("exits 1 when the process says that it is not ready", async () => {
    answer = 503;
    expect(await health({ PORT: String(server.port) })).toBe(1);
  });

  test("exits 1 when nothing answers", async () => {
    server.stop(true);
    expect(await health({ PORT: String(server.port) })).toBe(1);
  });
});
