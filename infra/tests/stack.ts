/** The containers of compose.yaml for a test: a project of their own, secrets of their own, ports that are free. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attempt, lines, type Outcome, run } from "./run.ts";
import { infra } from "./tools.ts";

const ROOT = join(infra, "..");
export const APP_IMAGE = "scaffold-test/app:built";
export const BACKUP_IMAGE = "scaffold-test/app-backup:built";

export async function buildApp(): Promise<void> {
  await build("app", APP_IMAGE);
}

/** The same with Postgres' programs, which backups are made with. */
export async function buildBackup(): Promise<void> {
  await build("backup", BACKUP_IMAGE);
}

const build = (target: string, image: string) =>
  run(["docker", "build", "--quiet", "--target", target, "--tag", image, ROOT]);

interface StackOptions {
  /** Files beside compose.yaml, or in tests/. */
  readonly overlays?: readonly string[];
  /** What app.env holds. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Secrets that make-secrets leaves to people. */
  readonly secrets?: Readonly<Record<string, string>>;
}

export class Stack {
  readonly project: string;
  readonly #directory = mkdtempSync(join(tmpdir(), "scaffold-stack-"));
  readonly #options: StackOptions;

  constructor(name: string, options: StackOptions = {}) {
    this.project = `scaffold-test-${name}-${process.pid}`;
    this.#options = options;
  }

  get secrets(): string {
    return join(this.#directory, "secrets");
  }

  async secret(name: string): Promise<string> {
    return await Bun.file(join(this.secrets, name)).text();
  }

  async start(services: readonly string[] = []): Promise<void> {
    const { settings = {}, secrets = {} } = this.#options;
    await run([join(infra, "make-secrets"), this.secrets]);
    for (const [name, value] of Object.entries(secrets)) writeFileSync(join(this.secrets, name), value);
    const env = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(this.#directory, "app.env"), env.join(""));
    const { code, output } = await this.compose(["up", "--detach", "--wait", ...services]);
    if (code !== 0) throw new Error(output + (await this.compose(["logs", "--no-color"])).output);
  }

  async compose(words: readonly string[]): Promise<Outcome> {
    return await attempt(this.#command(words), { env: this.#env() });
  }

  /** The lines that a service has logged and goes on to log. */
  async *logs(service: string): AsyncGenerator<string> {
    yield* lines(this.#command(["logs", "--follow", "--no-color", "--no-log-prefix", service]), {
      env: this.#env(),
    });
  }

  #command(words: readonly string[]): string[] {
    const { overlays = [] } = this.#options;
    const files = ["compose.yaml", ...overlays].flatMap((file) => ["--file", join(infra, file)]);
    return ["docker", "compose", "--project-name", this.project, ...files, ...words];
  }

  #env(): Record<string, string> {
    const [image = "", version = ""] = APP_IMAGE.split(":");
    return {
      SCAFFOLD_IMAGE: image,
      SCAFFOLD_VERSION: version,
      SCAFFOLD_SECRETS: this.secrets,
      SCAFFOLD_SETTINGS: join(this.#directory, "app.env"),
      // Docker chooses free ones.
      SCAFFOLD_PORT: "0",
      POSTGRES_PORT: "0",
      REDIS_PORT: "0",
    };
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

  /** A network that the containers share. */
  network(name: "backend" | "outside"): string {
    return `${this.project}_${name}`;
  }

  /** Runs SQL as one of the database's roles, over TCP and with its password, and gives what psql says. */
  async psql(role: string, sql: string): Promise<Outcome> {
    const client = ["psql", "-X", "-At", "-h", "127.0.0.1", "-U", role, "-d", "scaffold", "-c", sql];
    const password = `PGPASSWORD=${await this.secret(`${role}_password`)}`;
    return await attempt(["docker", "exec", "--env", password, this.container("postgres"), ...client]);
  }

  async stop(): Promise<void> {
    // With the backup's, as its volumes stay otherwise.
    await this.compose(["--profile", "backup", "down", "--volumes", "--remove-orphans", "--timeout", "5"]);
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
