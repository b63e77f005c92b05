/** The image and the containers as they run: what they can do, what they cannot, and how they end. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { attempt, run } from "./run.ts";
import { APP_IMAGE, buildApp, Stack } from "./stack.ts";
import { tier } from "./tiers.ts";

setDefaultTimeout(5 * 60_000);
const MEGABYTE = 1024 * 1024;

const stack = new Stack("compose");
const describe = await tier("the image and compose.yaml");

describe("the image", () => {
  beforeAll(buildApp);

  const inspect = async (template: string) =>
    (await run(["docker", "image", "inspect", "--format", template, APP_IMAGE])).trim();

  test("is smaller than 150 MB", async () => {
    expect(Number(await inspect("{{.Size}}"))).toBeLessThan(150 * MEGABYTE);
  });

  test("runs as nobody in particular, and checks its own health", async () => {
    expect(await inspect("{{.Config.User}}")).toBe("65532:65532");
    expect(await inspect("{{json .Config.Healthcheck.Test}}")).toBe('["CMD","/app/scaffold","health"]');
  });

  test("holds no shell", async () => {
    const shell = await attempt([
      "docker",
      "run",
      "--rm",
      "--entrypoint",
      "/bin/sh",
      APP_IMAGE,
      "-c",
      "true",
    ]);
    expect(shell.output).toContain("no such file or directory");
  });

  test("names what is missing when it is started without a configuration", async () => {
    const { code, output } = await attempt(["docker", "run", "--rm", APP_IMAGE]);
    expect(code).toBe(1);
    expect(output).toContain("DATABASE_URL is not set");
  });
});

describe("compose.yaml", () => {
  let origin = "";
  beforeAll(async () => {
    await stack.start(["api"]);
    origin = `http://${await stack.address("api", 3000)}`;
  });
  afterAll(async () => await stack.stop());

  test("brings the API up: migrated, and ready", async () => {
    const response = await fetch(`${origin}/health/ready`);
    expect([response.status, await response.json()]).toEqual([200, { status: "ready" }]);
  });

  test("listens on 127.0.0.1 and nowhere else", async () => {
    const ports = await run(["docker", "ps", "--filter", `name=${stack.project}`, "--format", "{{.Ports}}"]);
    const published = ports.split(/[\n,]/).filter((port) => port.includes("->"));
    expect(published).toHaveLength(1);
    expect(published[0]).toStartWith("127.0.0.1:");
  });

  for (const service of ["api", "postgres", "redis"]) {
    test(`${service} is read-only, bounded, and cannot gain privileges`, async () => {
      expect(await stack.inspect(service, "{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}}")).toBe(
        "true [ALL]",
      );
      expect(await stack.inspect(service, "{{.HostConfig.SecurityOpt}}")).toContain("no-new-privileges:true");
      expect(Number(await stack.inspect(service, "{{.HostConfig.Memory}}"))).toBeGreaterThan(0);
      expect(Number(await stack.inspect(service, "{{.HostConfig.PidsLimit}}"))).toBeGreaterThan(0);
    });

    test(`${service} shows no secret to who may inspect it`, async () => {
      const shown = await stack.inspect(service, "{{json .Config}}");
      for await (const name of new Bun.Glob("*").scan({ cwd: stack.secrets })) {
        expect(shown).not.toContain((await Bun.file(`${stack.secrets}/${name}`).text()).trim());
      }
    });
  }

  test("the application's role changes rows and not the schema", async () => {
    expect((await stack.psql("app", "CREATE TABLE t ()")).output).toContain(
      "permission denied for schema public",
    );
    expect((await stack.psql("app", "DROP TABLE users")).output).toContain("must be owner");
    expect((await stack.psql("app", "UPDATE users SET name = name")).code).toBe(0);
  });

  test("the reader's role reads and does not write", async () => {
    expect((await stack.psql("reader", "SELECT count(*) FROM users")).output).toBe("0\n");
    const sneaky = "SET default_transaction_read_only = off; DELETE FROM users";
    expect((await stack.psql("reader", "DELETE FROM users")).output).toContain("read-only transaction");
    expect((await stack.psql("reader", sneaky)).output).toContain("permission denied for table users");
  });

  test("the monitor sees queries by their titles, and no rows", async () => {
    const seen = await stack.psql("monitor", "SELECT query FROM pg_stat_statements");
    expect(seen.output).toContain("/* FetchPendingMigrations */");
    expect((await stack.psql("monitor", "SELECT * FROM users")).output).toContain("permission denied");
  });

  test("Redis lets nobody do more than ask whether it lives, without the password", async () => {
    const redis = async (...words: string[]) =>
      (await attempt(["docker", "exec", stack.container("redis"), "redis-cli", ...words])).output;
    const password = await Bun.file(`${stack.secrets}/redis_password`).text();
    expect(await redis("ping")).toBe("PONG\n");
    expect(await redis("get", "x")).toContain("NOPERM");
    expect(await redis("--no-auth-warning", "--user", "app", "--pass", password, "set", "x", "1")).toBe(
      "OK\n",
    );
    expect(await redis("--no-auth-warning", "--user", "app", "--pass", password, "flushall")).toContain(
      "NOPERM",
    );
  });

  test("SIGTERM lets the request in flight finish, then ends the process with 0", async () => {
    const slow = fetch(`${origin}/health/ready`);
    await run(["docker", "kill", "--signal", "TERM", stack.container("api")]);
    expect((await slow).status).toBeLessThan(600);
    expect((await run(["docker", "wait", stack.container("api")])).trim()).toBe("0");
  });
});
