/** Finds the Docker engine, if one answers: the question is asked at the start of every run, so it must be cheap. */
import { homedir } from "node:os";
import { join } from "node:path";

/** How an engine is spoken to. */
export interface DockerEngine {
  /** As DOCKER_HOST says it. */
  readonly host: string;
  request(
    path: string,
    init?: { readonly method?: string; readonly signal?: AbortSignal },
  ): Promise<Response>;
}

/** Where there is no engine that is known at once; a busy one takes its time. */
const PING_TIMEOUT_MS = 3000;

/** The first that answers of DOCKER_HOST and the usual sockets (system, Docker Desktop, rootless). */
export async function findDocker(env: NodeJS.ProcessEnv): Promise<DockerEngine | undefined> {
  const sockets = [
    "/var/run/docker.sock",
    join(homedir(), ".docker/run/docker.sock"),
    join(env.XDG_RUNTIME_DIR ?? "/run", "docker.sock"),
  ];
  const hosts = env.DOCKER_HOST ? [env.DOCKER_HOST] : sockets.map((path) => `unix://${path}`);
  for (const host of hosts) {
    const engine = dockerEngine(host);
    if (await answers(engine)) return engine;
  }
  return undefined;
}

export function dockerEngine(host: string): DockerEngine {
  const unix = host.startsWith("unix://") ? { unix: host.slice("unix://".length) } : {};
  const base = "unix" in unix ? "http://docker" : host.replace(/^tcp:/, "http:");
  return {
    host,
    request: (path, init = {}) =>
      fetch(`${base}${path}`, { signal: AbortSignal.timeout(PING_TIMEOUT_MS), ...init, ...unix }),
  };
}

async function answers(engine: DockerEngine): Promise<boolean> {
  try {
    return (await engine.request("/_ping")).ok;
  } catch {
    return false;
  }
}
