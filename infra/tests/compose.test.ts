/** The image and the containers as they run: what they can do, what they cannot, and how they end. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { application, backup as backupMetrics } from "../observability/metrics.ts";
import { attempt, run } from "./run.ts";
import { APP_IMAGE, buildApp, buildBackup, Stack } from "./stack.ts";
import { tier } from "./tiers.ts";
import { buildTools, tool } from "./tools.ts";

setDefaultTimeout(5 * 60_000);
const MEGABYTE = 1024 * 1024;

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

describe("compose.yaml, as production has it", () => {
  const stack = new Stack("production", {
    overlays: ["compose.bunqueue.yaml", "tests/compose.mail.yaml"],
    settings: { APP_URL: "https://app.example.com" },
    secrets: { smtp_url: "smtp://mail:2525" },
  });
  const grace = { email: "grace@example.com", name: "Grace Hopper", password: "correct horse battery" };
  let origin = "";

  beforeAll(async () => {
    await Promise.all([buildTools(), buildBackup(), stack.start()]);
    origin = `http://${await stack.address("api", 3000)}`;
  });
  afterAll(async () => await stack.stop());

  const post = async (path: string, body: object) =>
    await fetch(origin + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  /** What the mail server got for an address. */
  async function mailTo(address: string): Promise<string> {
    for await (const line of stack.logs("mail")) {
      const { to, text } = JSON.parse(line) as { to: string[]; text: string };
      if (to.includes(address)) return text;
    }
    throw new Error(`the mail server ended without a mail to ${address}`);
  }

  test("brings the API up: migrated, and ready", async () => {
    const response = await fetch(`${origin}/health/ready`);
    expect([response.status, await response.json()]).toEqual([200, { status: "ready" }]);
  });

  test("somebody registers, is sent a mail by the worker, and is signed in by its link", async () => {
    expect((await post("/auth/register", grace)).status).toBe(202);
    const [, token] =
      /https:\/\/app\.example\.com\/verify-email#token=([\w-]+)/.exec(await mailTo(grace.email)) ?? [];
    const signedIn = await post("/auth/email-verifications/consume", { token, transport: "bearer" });
    expect(signedIn.status).toBe(200);
    const grant = (await signedIn.json()) as { token: string };
    const me = await fetch(`${origin}/me`, { headers: { authorization: `Bearer ${grant.token}` } });
    expect(await me.json()).toMatchObject({ email: grace.email, name: grace.name });
  });

  test("the worker has its jobs from the broker that workers share", async () => {
    for await (const line of stack.logs("worker")) {
      const { message, engine } = JSON.parse(line) as { message: string; engine?: string };
      if (message === "working") return expect(engine).toBe("bunqueue://bunqueue:6789");
    }
  });

  test("limits are counted in Redis, for all processes together", async () => {
    const keys = await redis("--user", "app", "--pass", await stack.secret("redis_password"), "dbsize");
    expect(Number(keys)).toBeGreaterThan(0);
  });

  test("API and worker give Prometheus their numbers, against the token and in a form that it accepts", async () => {
    const names: string[] = [];
    for (const service of ["api", "worker"]) {
      const scraped = await scrape(service, await stack.secret("metrics_token"));
      expect([service, scraped.code, scraped.output]).toEqual([
        service,
        0,
        expect.stringContaining("# TYPE"),
      ]);
      names.push(...[...scraped.output.matchAll(/^# TYPE (\w+)/gm)].map(([, name = ""]) => name));
    }
    expect(Object.keys(application).filter((name) => !names.includes(name))).toEqual([]);
    expect((await scrape("api", "guessed")).output).toContain("404");
  });

  /** promtool's exit code when it can read everything, and would have named something otherwise than OpenTelemetry does. */
  const ONLY_STYLE = 3;

  /** As Prometheus does it, from beside the containers; promtool's verdict, then the numbers. */
  const scrape = (service: string, token: string) => {
    const script = `curl -sSf -H "Authorization: Bearer $TOKEN" http://${service}:3000/metrics >/tmp/metrics
      promtool check metrics </tmp/metrics || [ $? = ${ONLY_STYLE} ]
      cat /tmp/metrics`;
    const docker = ["--network", stack.network("backend"), "--env", `TOKEN=${token}`];
    return tool(["sh", "-euc", script], { docker });
  };

  const redis = async (...words: string[]) =>
    (await attempt(["docker", "exec", stack.container("redis"), "redis-cli", "--no-auth-warning", ...words]))
      .output;

  test("listens on 127.0.0.1 and nowhere else", async () => {
    const ports = await run(["docker", "ps", "--filter", `name=${stack.project}`, "--format", "{{.Ports}}"]);
    const published = ports.split(/[\n,]/).filter((port) => port.includes("->"));
    expect(published).toHaveLength(1);
    expect(published[0]).toStartWith("127.0.0.1:");
  });

  for (const service of ["api", "worker", "postgres", "redis", "bunqueue"]) {
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
        const secret = (await stack.secret(name)).trim();
        if (secret !== "") expect(shown).not.toContain(secret);
      }
    });
  }

  test("the schema is the owner's, and the API and the worker are the application's role", async () => {
    const owner = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'";
    expect((await stack.psql("postgres", owner)).output).toBe("owner\n");
    const connected = "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name LIKE 'scaffold%'";
    expect((await stack.psql("postgres", connected)).output).toBe("app\n");
  });

  test("the application's role changes rows and not the schema", async () => {
    expect((await stack.psql("app", "CREATE TABLE t ()")).output).toContain(
      "permission denied for schema public",
    );
    expect((await stack.psql("app", "DROP TABLE users")).output).toContain("must be owner");
    expect((await stack.psql("app", "UPDATE users SET name = name")).code).toBe(0);
  });

  test("the reader's role reads and does not write", async () => {
    expect((await stack.psql("reader", "SELECT count(*) FROM users")).output).toBe("1\n");
    expect((await stack.psql("reader", "DELETE FROM users")).output).toContain("read-only transaction");
    const sneaky = "BEGIN READ WRITE; DELETE FROM users";
    expect((await stack.psql("reader", sneaky)).output).toContain("permission denied for table users");
  });

  test("the monitor sees what is asked, and no rows", async () => {
    const seen = await stack.psql(
      "monitor",
      "SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%FROM users%'",
    );
    expect(Number(seen.output)).toBeGreaterThan(0);
    expect((await stack.psql("monitor", "SELECT * FROM users")).output).toContain("permission denied");
  });

  test("a backup is made by the role that may read and not write, and a drill restores it", async () => {
    const backup = (...words: string[]) => stack.compose(["run", "--rm", "--no-deps", "--no-TTY", ...words]);
    expect(await backup("backup", "create")).toMatchObject({ code: 0 });
    expect(await backup("backup", "drill")).toMatchObject({ code: 0 });
    const numbers = await backup("--entrypoint", "sh", "backup", "-c", "cat /metrics/*.prom");
    for (const name of backupMetrics) expect(numbers.output).toContain(`${name} `);
  });

  test("Redis lets nobody do more than ask whether it lives, without the password", async () => {
    const user = ["--user", "app", "--pass", await stack.secret("redis_password")];
    expect(await redis("ping")).toBe("PONG\n");
    expect(await redis("get", "x")).toContain("NOPERM");
    expect(await redis(...user, "set", "x", "1")).toBe("OK\n");
    expect(await redis(...user, "flushall")).toContain("NOPERM");
  });

  test("SIGTERM lets a request that is being sent finish, then ends the API with 0", async () => {
    const body = new TransformStream<Uint8Array, Uint8Array>();
    const writer = body.writable.getWriter();
    const write = async (text: string) => await writer.write(new TextEncoder().encode(text));
    const sending = fetch(`${origin}/auth/magic-links`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: body.readable,
    });
    await write(`{"email":`);
    await run(["docker", "kill", "--signal", "TERM", stack.container("api")]);
    await write(`"${grace.email}"}`);
    await writer.close();
    expect((await sending).status).toBe(202);
    expect((await run(["docker", "wait", stack.container("api")])).trim()).toBe("0");
  });

  test("SIGTERM lets a job finish, then ends the worker with 0", async () => {
    const worker = ["docker", "exec", stack.container("worker"), "/app/scaffold", "jobs"];
    await run([...worker, "run", "demo.count", '{"to":3,"stepMs":500}']);
    await untilSql("SELECT id FROM jobs WHERE name = 'demo.count' AND state = 'running'");
    await run(["docker", "kill", "--signal", "TERM", stack.container("worker")]);
    expect((await run(["docker", "wait", stack.container("worker")])).trim()).toBe("0");
    const job = await stack.psql("reader", "SELECT state, attempts FROM jobs WHERE name = 'demo.count'");
    expect(job.output).toBe("done|1\n");
  });

  async function untilSql(query: string): Promise<void> {
    while ((await stack.psql("reader", query)).output === "");
  }
});

describe("compose.yaml without what people have to give", () => {
  const stack = new Stack("bare");
  afterAll(async () => await stack.stop());

  test("does not come up, and says what is missing", async () => {
    await expect(stack.start(["api"])).rejects.toThrow(/APP_URL=.*\n.*SMTP_URL is not set/);
  });
});

describe("the development overlay, behind PgBouncer", () => {
  const stack = new Stack("development", {
    overlays: ["compose.dev.yaml", "compose.pgbouncer.yaml", "tests/compose.pooler.yaml"],
  });
  let origin = "";
  beforeAll(async () => {
    await stack.start();
    origin = `http://${await stack.address("api", 3000)}`;
  });
  afterAll(async () => await stack.stop());

  test("mails are in the API's mailbox, and the API's connections are the pooler's", async () => {
    const registering = await fetch(`${origin}/auth/register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "ada@example.com", name: "Ada", password: "correct horse battery" }),
    });
    expect(registering.status).toBe(202);
    const pooler = await stack.inspect(
      "pgbouncer",
      "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
    );
    const from = "SELECT DISTINCT client_addr FROM pg_stat_activity WHERE usename = 'app' ORDER BY 1";
    expect((await stack.psql("postgres", from)).output).toContain(pooler);
    await untilMail("ada@example.com");
  });

  async function untilMail(address: string): Promise<void> {
    while (!(await (await fetch(`${origin}/dev/mailbox`)).text()).includes(address));
  }
});
