/** The containers of compose.yaml for a test: a project of their own, secrets of their own, ports that are free. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attempt, type Outcome, run } from "./run.ts";
import { infra } from "./tools.ts";

const ROOT = join(infra, "..");
export const APP_IMAGE = "scaffold-test/app:built";

export async function buildApp(): Promise<void> {
  await run(["docker", "build", "--quiet", "--target", "app", "--tag", APP_IMAGE, ROOT]);
}

export class Stack {
  readonly project: string;
  readonly secrets: string;
  readonly #overlays: readonly string[];

  constructor(name: string, overlays: readonly string[] = []) {
    this.project = `scaffold-test-${name}-${process.pid}`;
    this.secrets = mkdtempSync(join(tmpdir(), "scaffold-secrets-"));
    this.#overlays = overlays;
  }

  async start(services: readonly string[]): Promise<void> {
    await run([join(infra, "make-secrets"), this.secrets]);
    const { code, output } = await this.compose(["up", "--detach", "--wait", ...services]);
    if (code !== 0) throw new Error(output + (await this.compose(["logs", "--no-color"])).output);
  }

  async compose(words: readonly string[]): Promise<Outcome> {
    const files = ["compose.yaml", ...this.#overlays].flatMap((file) => ["--file", join(infra, file)]);
    const [image = "", version = ""] = APP_IMAGE.split(":");
    return await attempt(["docker", "compose", "--project-name", this.project, ...files, ...words], {
      env: {
        SCAFFOLD_IMAGE: image,
        SCAFFOLD_VERSION: version,
        SCAFFOLD_SECRETS: this.secrets,
        // Docker chooses free ones.
        SCAFFOLD_PORT: "0",
        POSTGRES_PORT: "0",
        REDIS_PORT: "0",
      },
    });
  }

  /** Where a service's port is, from here. */
  async address(service: string, port: number): Promise<string> {
    return (await this.compose(["port", service, String(port)])).output.trim();
  }

  /** What the engine knows of the service's container. */
  async inspect(service: string, template: string): Promise<string> {
    return (await run(["docker", "inspect", "--format", template, this.container(service)])).trim();
  }

  container(service: string): string {
    return `${this.project}-${service}-1`;
  }

  /** Runs SQL as one of the database's roles, over TCP and with its password, and gives what psql says. */
  async psql(role: string, sql: string): Promise<Outcome> {
    const password = await Bun.file(join(this.secrets, `${role}_password`)).text();
    const client = ["psql", "-X", "-At", "-h", "127.0.0.1", "-U", role, "-d", "scaffold", "-c", sql];
    return await attempt([
      "docker",
      "exec",
      "--env",
      `PGPASSWORD=${password}`,
      this.container("postgres"),
      ...client,
    ]);
  }

  async stop(): Promise<void> {
    await this.compose(["down", "--volumes", "--remove-orphans", "--timeout", "5"]);
    rmSync(this.secrets, { recursive: true, force: true });
  }
}
