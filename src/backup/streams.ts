/** Streams of bytes: from, to and through programs, and looked at on their way. */
import { createHash } from "node:crypto";
import { BackupError } from "./errors.ts";
import type { Command } from "./programs.ts";

export type Bytes = ReadableStream<Uint8Array>;

/** What a program writes. The stream fails, rather than ends, when the program does. */
export function readFrom(command: Command): Bytes {
  const { env, words } = command;
  const child = Bun.spawn([...words], { env: { ...env }, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  return failing(child.stdout, succeeding(command, child));
}

/** What a program makes of the bytes. The stream fails when the program does, or the bytes do. */
export function through(command: Command, bytes: AsyncIterable<Uint8Array>): Bytes {
  const { env, words } = command;
  const child = Bun.spawn([...words], { env: { ...env }, stdin: "pipe", stdout: "pipe", stderr: "pipe" });
  return failing(child.stdout, feed(child, bytes, succeeding(command, child)));
}

/** Writes all of it into a program, and waits for that to end well. */
export async function writeTo(command: Command, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const { env, words } = command;
  const child = Bun.spawn([...words], { env: { ...env }, stdin: "pipe", stdout: "ignore", stderr: "pipe" });
  await feed(child, bytes, succeeding(command, child));
}

/** Ends when `outcome` is known to be good. */
function failing(bytes: Bytes, outcome: Promise<void>): Bytes {
  outcome.catch(() => {}); // Whoever gives up reading does not ask for it.
  return bytes.pipeThrough(new TransformStream<Uint8Array, Uint8Array>({ flush: () => outcome }));
}

async function feed(
  child: Bun.Subprocess<"pipe">,
  bytes: AsyncIterable<Uint8Array>,
  success: Promise<void>,
): Promise<void> {
  let complete = true;
  try {
    for await (const chunk of bytes) {
      complete = await write(child.stdin, chunk);
      if (!complete) break;
    }
  } catch (error) {
    // It must not take what it has got so far for all there is.
    child.kill("SIGKILL");
    await success.catch(() => {});
    throw error;
  }
  await Promise.resolve(child.stdin.end()).catch(() => {});
  await success;
  if (!complete) throw new BackupError("a program ended before it had read everything");
}

/** False when the program reads no more: why, it says itself. */
async function write(stdin: Bun.FileSink, chunk: Uint8Array): Promise<boolean> {
  try {
    stdin.write(chunk);
    await stdin.flush();
    return true;
  } catch {
    return false;
  }
}

async function succeeding(
  { program }: Command,
  child: Bun.Subprocess<"pipe" | "ignore", "pipe" | "ignore", "pipe">,
): Promise<void> {
  const [complaint, code] = await Promise.all([child.stderr.text(), child.exited]);
  if (code !== 0) throw new BackupError(`${program} failed (exit code ${code}): ${complaint.trim()}`);
}

export interface Measured {
  readonly bytes: number;
  readonly sha256: string;
}

/** Passes everything on, and knows at the end what it was. */
export function measure(
  stream: Bytes,
  onBytes: (bytes: number) => void = () => {},
): { readonly stream: Bytes; readonly result: () => Measured } {
  const hash = createHash("sha256");
  let bytes = 0;
  const transform = (chunk: Uint8Array, controller: TransformStreamDefaultController<Uint8Array>) => {
    hash.update(chunk);
    bytes += chunk.length;
    onBytes(bytes);
    controller.enqueue(chunk);
  };
  return {
    stream: stream.pipeThrough(new TransformStream<Uint8Array, Uint8Array>({ transform })),
    result: () => ({ bytes, sha256: hash.copy().digest("hex") }),
  };
}

/** Reads to the end, for whoever only wants to know what it was. */
export async function measureAll(stream: Bytes): Promise<Measured> {
  const measured = measure(stream);
  for await (const _ of measured.stream);
  return measured.result();
}
