/**
 * A server to run playbooks against: a bare Debian 13 in a container, reached over ssh from the tools container, and
 * over ports on 127.0.0.1 from here. It has systemd, a firewall of its own and, after the playbook, a Docker of its own.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attempt, type Outcome, run } from "./run.ts";
import { tool } from "./tools.ts";

const HERE = join(import.meta.dir, "server");
const IMAGE = "scaffold-test/server";

export async function buildServer(): Promise<void> {
  const base = (await run([join(HERE, "base")])).trim().split("\n").at(-1) ?? "";
  await run(["docker", "build", "--quiet", "--tag", IMAGE, "--build-arg", `BASE=${base}`, HERE]);
}

export class TestServer {
  readonly name: string;
  /** Keys of people, inventory and known_hosts; at /drill in the tools container. */
  readonly directory: string;

  private constructor(name: string, directory: string) {
    this.name = name;
    this.directory = directory;
  }

  static async start(people: readonly string[]): Promise<TestServer> {
    const name = `scaffold-test-server-${process.pid}`;
    const server = new TestServer(name, mkdtempSync(join(tmpdir(), "scaffold-drill-")));
    await run(["docker", "network", "create", name]);
    await run(["docker", "run", "--detach", "--name", name, ...server.#options()]);
    await server.#prepare(people);
    return server;
  }

  /** What systemd, iptables and a Docker inside a container need; never --privileged. */
  #options(): string[] {
    const cgroups = ["--cgroupns", "host", "--volume", "/sys/fs/cgroup:/sys/fs/cgroup:rw"];
    const capabilities = ["NET_ADMIN", "SYS_ADMIN", "SYS_PTRACE"].flatMap((name) => ["--cap-add", name]);
    const unconfined = ["seccomp", "apparmor", "systempaths"].flatMap((what) => [
      "--security-opt",
      `${what}=unconfined`,
    ]);
    const mounts = [
      "--tmpfs",
      "/run",
      "--tmpfs",
      "/run/lock",
      "--tmpfs",
      "/tmp",
      "--volume",
      "/var/lib/docker",
    ];
    const network = ["--network", this.name, "--network-alias", "server", "--hostname", "server"];
    const ports = ["--publish", "127.0.0.1::80"];
    return [...capabilities, ...unconfined, ...cgroups, ...mounts, ...network, ...ports, IMAGE];
  }

  /** Root's key is there, as a provider would have put it; everybody else has one that the server does not know. */
  async #prepare(people: readonly string[]): Promise<void> {
    mkdirSync(join(this.directory, "keys"));
    for (const person of ["root", ...people]) {
      const path = join(this.directory, person);
      await run(
        [
          "docker",
          "run",
          "--rm",
          "--volume",
          `${this.directory}:${this.directory}`,
          "scaffold-test/tools",
        ].concat("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", person, "-f", path),
      );
    }
    for (const person of people) this.addKey(person);
    const rootKey = await Bun.file(join(this.directory, "root.pub")).text();
    await this.exec(["sh", "-euc", "mkdir -p -m 700 /root/.ssh; cat >/root/.ssh/authorized_keys"], rootKey);
    const hostKey = await this.exec(["cat", "/etc/ssh/ssh_host_ed25519_key.pub"]);
    this.#write("known_hosts", `server ${hostKey}`);
    this.#write("inventory.yml", "all: { children: { production: { hosts: { server: } } } }\n");
    await this.exec(["systemctl", "is-system-running", "--wait"]);
  }

  addKey(person: string): void {
    cpSync(join(this.directory, `${person}.pub`), join(this.directory, "keys", `${person}.pub`));
  }

  removeKey(person: string): void {
    rmSync(join(this.directory, "keys", `${person}.pub`));
  }

  #write(name: string, text: string): void {
    writeFileSync(join(this.directory, name), text);
  }

  /** Runs a program on the server, past ssh. */
  async exec(command: readonly string[], input = ""): Promise<string> {
    return await run(["docker", "exec", "--interactive", this.name, ...command], { input });
  }

  /** Runs a playbook as that person. */
  async play(
    as: string,
    words: readonly string[],
    variables: Readonly<Record<string, unknown>>,
  ): Promise<Outcome> {
    this.#write("variables.json", JSON.stringify({ ssh_keys_directory: "/drill/keys", ...variables }));
    const ssh = "-o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=/drill/known_hosts";
    const settings = {
      ANSIBLE_CONFIG: "ansible.cfg",
      ANSIBLE_SSH_ARGS: ssh,
      ANSIBLE_PRIVATE_KEY_FILE: `/drill/${as}`,
    };
    const inventory = [
      "--inventory",
      "/drill/inventory.yml",
      "--extra-vars",
      "@/drill/variables.json",
      "--user",
      as,
    ];
    return await tool(["ansible-playbook", ...inventory, ...words], {
      docker: [
        ...this.#reach(),
        ...["--workdir", "/infra/ansible"],
        ...Object.entries(settings).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
      ],
    });
  }

  /** Runs a command over ssh as somebody would who has only that key. */
  async ssh(as: string, command: string, options: readonly string[] = []): Promise<Outcome> {
    const own = ["-o", "UserKnownHostsFile=/drill/known_hosts", "-o", "BatchMode=yes", "-i", `/drill/${as}`];
    return await tool(["ssh", ...own, ...options, `${as}@server`, command], { docker: this.#reach() });
  }

  /** Whether a port of the server answers to somebody outside: open, refused, or dropped without a word. */
  async probe(port: number): Promise<"open" | "refused" | "dropped"> {
    const { code, output } = await tool(["nc", "-z", "-v", "-w", "2", "server", String(port)], {
      docker: this.#reach(),
    });
    if (code === 0) return "open";
    return output.includes("refused") ? "refused" : "dropped";
  }

  #reach(): string[] {
    return ["--network", this.name, "--volume", `${this.directory}:/drill:ro`];
  }

  /** Gives the server's own engine images of this one's, as a registry would. */
  async load(images: readonly string[]): Promise<void> {
    const pipe = `docker save ${images.join(" ")} | docker exec --interactive ${this.name} docker load --quiet`;
    await run(["bash", "-euo", "pipefail", "-c", pipe]);
  }

  /** Where the server's port 80 is, from here. */
  async url(): Promise<string> {
    const published = await run(["docker", "port", this.name, "80/tcp"]);
    return `http://${published.trim().split("\n")[0]}`;
  }

  async stop(): Promise<void> {
    await attempt(["docker", "rm", "--force", "--volumes", this.name]);
    await attempt(["docker", "network", "rm", this.name]);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
