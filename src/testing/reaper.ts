/**
 * Removes a run's containers when the run ends, also when it is killed: a process of its own, whose standard input is
 * a pipe that the run holds open. Stands in for testcontainers' Ryuk, which is one more image to pull and, without
 * a way to pull it, no start at all.
 *
 * bun reaper.ts <docker host> <label>
 */
import { dockerEngine } from "./docker.ts";

/** A busy engine answers late, and what is not removed now stays for ever. */
const TIMEOUT_MS = 60_000;
/** The run may have been killed while the engine was creating its container, which then appears a moment later. */
const LATE_CONTAINER_MS = 2000;

const [host = "", label = ""] = process.argv.slice(2);
const engine = dockerEngine(host);

for await (const _ of Bun.stdin.stream()) {
  // Nothing is ever written: the pipe's end is the message.
}
if ((await removeAll()) === 0) {
  await Bun.sleep(LATE_CONTAINER_MS);
  await removeAll();
}

async function removeAll(): Promise<number> {
  const filters = encodeURIComponent(JSON.stringify({ label: [label] }));
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const listed = await engine.request(`/containers/json?all=1&filters=${filters}`, { signal });
  const containers = (await listed.json()) as { readonly Id: string }[];
  for (const { Id } of containers) await remove(Id);
  return containers.length;
}

async function remove(id: string): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  await engine.request(`/containers/${id}?force=1&v=1`, { method: "DELETE", signal });
}
