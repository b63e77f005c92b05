/** The playbooks against a real server over ssh, and what somebody sees of it who has a key, or none, or only the network. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test, describe as whenever } from "bun:test";
import { join } from "node:path";
import { Client } from "./client.ts";
import { run } from "./run.ts";
import { buildServer, TestServer } from "./server.ts";
import { APP_IMAGE, BACKUP_IMAGE, buildApp, buildBackup } from "./stack.ts";
import { tier } from "./tiers.ts";
import { buildTools } from "./tools.ts";

const MINUTE = 60_000;
setDefaultTimeout(5 * MINUTE);

const people = {
  ssh_groups: { admins: ["alice"], developers: ["bob"], deployers: ["carol", "dave"] },
  ssh_absent: ["mallory"],
};
const variables = {
  ...people,
  app_address: ":80",
  firewall_confirm_seconds: 10,
  firewall_ssh_per_minute: 300,
};

let server: TestServer;

const site = async (as: string, words: readonly string[] = [], changes: object = {}) =>
  await server.play(as, ["site.yml", ...words], { ...variables, ...changes });

const recap = (output: string) =>
  /changed=\d+ +unreachable=\d+ +failed=\d+/.exec(output)?.[0].replaceAll(/ +/g, " ");

const describe = await tier("playbooks on a real server");

beforeAll(async () => {
  if (describe !== whenever) return;
  await Promise.all([buildTools(), buildServer(), buildApp(), buildBackup()]);
  server = await TestServer.start(["alice", "bob", "carol", "dave", "mallory"]);
  await server.exec(["useradd", "mallory"]);
});
afterAll(async () => await server?.stop());

describe("site.yml on a bare Debian", () => {
  beforeAll(async () => {
    const first = await site("root");
    if (first.code !== 0) throw new Error(first.output);
  });

  test("a second run changes nothing", async () => {
    expect(recap((await site("alice")).output)).toBe("changed=0 unreachable=0 failed=0");
  });

  test("--check finds nothing to do", async () => {
    expect(recap((await site("alice", ["--check", "--diff"])).output)).toBe(
      "changed=0 unreachable=0 failed=0",
    );
  });

  test("an admin gets in by key, and may do everything", async () => {
    expect((await server.ssh("alice", "sudo id -un")).output).toContain("root");
  });

  for (const [who, why] of [
    ["root", "root never logs in"],
    ["bob", "production admits no developers"],
    ["mallory", "who is absent has no account"],
  ] as const) {
    test(`${who} is refused: ${why}`, async () => {
      expect((await server.ssh(who, "true")).output).toContain("Permission denied");
    });
  }

  test("no password is asked for", async () => {
    const asked = await server.ssh("alice", "true", [
      "-o",
      "PreferredAuthentications=password,keyboard-interactive",
    ]);
    expect(asked.output).toContain("Permission denied (publickey)");
  });

  test("a key that its owner adds on the server opens nothing", async () => {
    const key = await Bun.file(`${server.directory}/bob.pub`).text();
    await server.exec(["sh", "-euc", "mkdir -p ~alice/.ssh; cat >~alice/.ssh/authorized_keys"], key);
    const asAlice = await server.ssh("bob", "true", ["-l", "alice"]);
    expect(asAlice.output).toContain("Permission denied");
  });

  test("a key removed from the folder is refused, and what its owner runs ends", async () => {
    expect((await server.ssh("carol", "nohup sleep 600 >/dev/null 2>&1 & true")).code).toBe(0);
    server.removeKey("carol");
    try {
      expect((await site("alice", ["--tags", "ssh"])).code).toBe(0);
      expect((await server.ssh("carol", "true")).output).toContain("Permission denied");
      expect(await server.exec(["sh", "-c", "pgrep -u carol || echo nothing"])).toBe("nothing\n");
    } finally {
      server.addKey("carol");
    }
  });

  test("a run that would leave nobody to administrate is refused", async () => {
    const { code, output } = await site("alice", ["--tags", "ssh"], {
      ssh_groups: { admins: ["nobody-with-a-key"], developers: [], deployers: [] },
    });
    expect(code).not.toBe(0);
    expect(output).toContain("Nobody could administrate server");
    expect((await server.ssh("alice", "true")).code).toBe(0);
  });

  test("from outside only ssh and the web answer; the rest is dropped", async () => {
    await server.exec(["systemd-run", "--quiet", "--unit=listener", "python3", "-m", "http.server", "5432"]);
    const probes = [22, 80, 443, 5432, 2019].map(async (port) => [port, await server.probe(port)]);
    expect(Object.fromEntries(await Promise.all(probes))).toEqual({
      22: "open",
      80: "open",
      443: "refused",
      5432: "dropped",
      2019: "dropped",
    });
  });

  test("a firewall rule that does not parse is rejected, and the old rules stay", async () => {
    const before = await server.exec(["iptables", "-S", "SERVER-INPUT"]);
    const { code, output } = await site("alice", ["--tags", "firewall"], {
      firewall_open_ports: [{ port: "htpp" }],
    });
    expect(code).not.toBe(0);
    expect(output).toContain("failed to validate");
    expect(await server.exec(["iptables", "-S", "SERVER-INPUT"])).toBe(before);
  });

  test("firewall rules that lock ssh out are taken back by the server itself", async () => {
    const before = await server.exec(["iptables", "-S", "SERVER-INPUT"]);
    const { code } = await site("alice", ["--tags", "firewall"], { firewall_ssh_port: 2222 });
    expect(code).not.toBe(0);
    await server.exec([
      "sh",
      "-c",
      "while systemctl is-active -q firewall-rollback.timer; do sleep 0.2; done",
    ]);
    await server.exec([
      "sh",
      "-c",
      "while systemctl is-active -q firewall-rollback.service; do sleep 0.2; done",
    ]);
    expect(await server.exec(["iptables", "-S", "SERVER-INPUT"])).toBe(before);
    expect((await server.ssh("alice", "true")).code).toBe(0);
  });

  test("the rules survive a restart of Docker, and are loaded at boot", async () => {
    await server.exec(["systemctl", "restart", "docker"]);
    const rules = await server.exec(["iptables", "-S"]);
    expect(rules).toContain("-A INPUT -j SERVER-INPUT");
    expect(rules).toContain("-A FORWARD -j DOCKER-USER");
    expect(await server.exec(["systemctl", "is-enabled", "firewall"])).toBe("enabled\n");
  });
});

describe("deploy.yml", () => {
  const image = "scaffold-test/release";
  const images = [...["v1", "v2", "broken"].map((version) => `${image}:${version}`), `${image}-backup:v1`];
  const release = {
    app_image: image,
    app_pulls: false,
    app_settings: { APP_URL: "https://app.example.com" },
    app_smtp_url: "smtp://mail.example.com",
    app_healthy_seconds: 15,
    app_passwords: Object.fromEntries(
      ["postgres", "owner", "app", "reader", "backup", "monitor", "redis"].map((role) => [
        role,
        `${role}-password`,
      ]),
    ),
  };
  const play = async (playbook: string, changes: object = {}) =>
    await server.play("dave", [playbook], { ...variables, ...release, ...changes });
  const deploy = async (version: string, changes: object = {}) =>
    await play("deploy.yml", { app_version: version, ...changes });
  const running = async () =>
    (await server.exec(["docker", "ps", "--format", "{{.Image}} {{.Names}}"])).trim();

  beforeAll(async () => {
    await run(["docker", "tag", BACKUP_IMAGE, `${image}-backup:v1`]);
    for (const version of ["v1", "v2"]) await run(["docker", "tag", APP_IMAGE, `${image}:${version}`]);
    const unready = join(import.meta.dir, "unready");
    await run([
      "docker",
      "build",
      "--quiet",
      "--tag",
      `${image}:broken`,
      "--build-arg",
      `BASE=${APP_IMAGE}`,
      unready,
    ]);
    await server.load(["postgres:18", "redis:8", `${image}:v1`, `${image}-backup:v1`]);
  });
  afterAll(async () => await run(["docker", "image", "rm", ...images]));

  test("brings the first version up, behind the proxy", async () => {
    const { code, output } = await deploy("v1");
    expect([code, output]).toEqual([0, expect.any(String)]);
    expect((await fetch(`${await server.url()}/health/ready`)).status).toBe(200);
  });

  test("a second run changes nothing", async () => {
    expect(recap((await deploy("v1")).output)).toBe("changed=0 unreachable=0 failed=0");
  });

  test("the nightly backup and the weekly drill do what their timers will start", async () => {
    for (const unit of ["scaffold-backup", "scaffold-backup-drill"]) {
      expect(await server.exec(["systemctl", "is-enabled", `${unit}.timer`])).toBe("enabled\n");
      await server.exec(["systemctl", "start", unit]);
    }
    expect(await server.exec(["journalctl", "--unit=scaffold-backup-drill"])).toContain("can be restored");
  });

  test("the next version takes over without a client losing a request", async () => {
    await server.load([`${image}:v2`]);
    const client = new Client(`${await server.url()}/health/ready`);
    const { code, output } = await deploy("v2");
    expect(await client.stop()).toEqual({ 200: expect.any(Number) });
    expect([code, output]).toEqual([0, expect.any(String)]);
    expect(await running()).toContain(`${image}:v2`);
    expect(await running()).not.toContain(`${image}:v1`);
  });

  test("a version that does not get ready is taken back, without a client noticing", async () => {
    await server.load([`${image}:broken`]);
    const before = await running();
    const client = new Client(`${await server.url()}/health/ready`);
    const { code, output } = await deploy("broken", { app_migrates: false });
    expect(await client.stop()).toEqual({ 200: expect.any(Number) });
    expect(code).not.toBe(0);
    expect(output).toContain("broken is not deployed; v2 goes on");
    expect(await running()).toBe(before);
  });

  test("a rollback brings the version before back, without a client losing a request", async () => {
    const client = new Client(`${await server.url()}/health/ready`);
    const { code, output } = await play("rollback.yml");
    expect(await client.stop()).toEqual({ 200: expect.any(Number) });
    expect([code, output]).toEqual([0, expect.any(String)]);
    expect(await running()).toContain(`${image}:v1`);
  });
});
