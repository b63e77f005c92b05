/** The tools image: ansible, promtool, amtool, shellcheck, yamllint, ssh, without installing any of them here. */
import { join } from "node:path";
import { attempt, type Outcome, run } from "./run.ts";

export const infra = join(import.meta.dir, "..");
const IMAGE = "scaffold-test/tools";

export async function buildTools(): Promise<void> {
  await run(["docker", "build", "--quiet", "--tag", IMAGE, join(import.meta.dir, "tools")]);
}

interface ToolOptions {
  /** Options of `docker run`: mounts, networks, variables. */
  readonly docker?: readonly string[];
}

/** Runs one of the tools; infra/ is at /infra, which is where it starts. */
export async function tool(command: readonly string[], { docker = [] }: ToolOptions = {}): Promise<Outcome> {
  const mounts = ["--volume", `${infra}:/infra:ro`, "--workdir", "/infra", "--env", "HOME=/tmp"];
  return await attempt(["docker", "run", "--rm", ...mounts, ...docker, IMAGE, ...command]);
}
