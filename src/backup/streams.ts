/** Streams of bytes: from and to programs, and looked at on their way. */
import { createHash, type Hash } from "node:crypto";
import { BackupError } from "./errors.ts";
import type { Command } from "./programs.ts";

export type Bytes = ReadableStream<Uint8Array>;

/** What a program writes. The stream fails, rather than ends, when the program does. */
export function readFrom({ words, env }: Command): Bytes {
  const child = Bun.spawn([...words], { env: { ...env }, stdout: "pipe", stderr: "pipe" });
  const complaint = child.stderr.text();
  const flush = async () => await mustSucceed(words, child.exited, complaint);
  return child.stdout.pipeThrough(new TransformStream<Uint8Array, Uint8Array>({ flush }));
}

/** Writes all of it into a program, and waits for that to end well. */
export async function writeTo({ words, env }: Command, bytes: Bytes): Promise<void> {
  const child = Bun.spawn([...words], { env: { ...env }, stdin: "pipe", stdout: "ignore", stderr: "pipe" });
  const complaint = child.stderr.text();
  try {
    for await (const chunk of bytes) {
      child.stdin.write(chunk);
      await child.stdin.flush();
    }
    await child.stdin.end();
  } catch (error) {
    child.kill();
    // A program that has ended says better why than the pipe that broke.
    if ((await child.exited) === 0 || child.signalCode !== null) throw error;
  }
  await mustSucceed(words, child.exited, complaint);
}

async function mustSucceed(words: readonly string[], exited: Promise<number>, complaint: Promise<string>) {
  const code = await exited;
  if (code === 0) return;
  const program = words.find((word) => word.startsWith("pg_")) ?? words[0];
  throw new BackupError(`${program} failed (exit code ${code}): ${(await complaint).trim()}`);
}

export interface Measured {
  readonly bytes: number;
  readonly sha256: string;
}

/** Passes everything on, and knows at the end what it was. */
export function measure(stream: Bytes): { readonly stream: Bytes; readonly result: () => Measured } {
  const hash: Hash = createHash("sha256");
  let bytes = 0;
  const transform = (chunk: Uint8Array, controller: TransformStreamDefaultController<Uint8Array>) => {
    hash.update(chunk);
    bytes += chunk.length;
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
