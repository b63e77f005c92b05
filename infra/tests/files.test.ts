/** What is in infra/, read by the tools that will run it: compose, shellcheck, yamllint, ansible-lint. */
import { beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { Glob } from "bun";
import { attempt, run } from "./run.ts";
import { tier } from "./tiers.ts";
import { buildTools, infra, tool } from "./tools.ts";

setDefaultTimeout(2 * 60_000);

const describe = await tier("compose files, scripts and playbooks, as their tools read them");

describe("compose", () => {
  const overlays = [...new Glob("compose.*.yaml").scanSync({ cwd: infra })].sort();

  test("there are overlays for development, a broker, observability, PgBouncer, PostHog, and releases", () => {
    expect(overlays).toEqual(
      ["bunqueue", "dev", "observability", "pgbouncer", "posthog", "release"].map(
        (name) => `compose.${name}.yaml`,
      ),
    );
  });

  const config = async (files: readonly string[]) => {
    const words = files.flatMap((file) => ["--file", join(infra, file)]);
    return await run(["docker", "compose", ...words, "--profile", "backup", "config", "--format", "json"]);
  };

  test.each(overlays)("accepts compose.yaml with %s", async (overlay) => {
    const { services } = JSON.parse(await config(["compose.yaml", overlay])) as {
      services: Record<string, { image?: string; ports?: { host_ip?: string }[] }>;
    };
    for (const [name, { image = "", ports = [] }] of Object.entries(services)) {
      expect([name, image]).toEqual([name, expect.stringMatching(/:[\w.-]+$/)]);
      expect([name, image]).not.toEqual([name, expect.stringMatching(/:latest$/)]);
      for (const { host_ip } of ports) expect([name, host_ip]).toEqual([name, "127.0.0.1"]);
    }
  });

  test("accepts all overlays together", async () => {
    const together = overlays.filter((overlay) => overlay !== "compose.release.yaml");
    expect(JSON.parse(await config(["compose.yaml", ...together])).services.grafana).toBeDefined();
  });
});

describe("scripts and playbooks", () => {
  beforeAll(buildTools);
  const accepts = async (command: readonly string[], directory = "/source") => {
    const docker = ["--volume", `${join(infra, "..")}:/source:ro`, "--workdir", directory];
    expect(await tool(command, { docker })).toMatchObject({ code: 0, output: expect.any(String) });
  };

  test("shellcheck has nothing to say", async () => {
    const scripts = await run(["git", "grep", "-lE", "^#!.*sh( |$)"], { cwd: join(infra, "..") });
    expect(scripts).toContain("infra/make-secrets");
    await accepts(["shellcheck", ...scripts.trim().split("\n")]);
  });

  test("yamllint has nothing to say", async () => {
    await accepts(["yamllint", "--strict", "-c", ".yamllint", "."], "/source/infra");
  });

  test("ansible-lint has nothing to say", async () => {
    await accepts(["ansible-lint", "--nocolor"], "/source/infra/ansible");
  });

  test.each(["site.yml", "deploy.yml", "rollback.yml"])("ansible can parse %s", async (playbook) => {
    await accepts(["ansible-playbook", "--syntax-check", playbook], "/source/infra/ansible");
  });
});

describe("secrets", () => {
  test("are made once, readable inside a closed folder, and stay as they are", async () => {
    const directory = (await run(["mktemp", "-d"])).trim();
    const make = () => run([join(infra, "make-secrets"), directory]);
    const sums = () => run(["sh", "-c", `cd ${directory} && sha256sum *`]);
    await make();
    const before = await sums();
    await make();
    expect(await sums()).toBe(before);
    expect((await run(["stat", "-c", "%a", directory])).trim()).toBe("700");
    await attempt(["rm", "-r", directory]);
  });
});
