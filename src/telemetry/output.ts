/**
 * Standard output for the log: the lines of one turn of the event loop go out together, as a write per line costs more
 * than the line. A reader that went away must not take the process with it.
 */

export interface LineOutput {
  readonly write: (line: string) => void;
  /** Resolves once everything written so far is out. */
  flush(): Promise<void>;
}

/** What of a Node.js stream is needed. */
interface Stream {
  write(text: string, done: () => void): unknown;
  on(event: "error", listener: () => void): unknown;
}

export function lineOutput(stream: Stream): LineOutput {
  let pending = "";
  let lastWrite = Promise.resolve();
  stream.on("error", () => undefined);

  function send(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    stream.write(pending, resolve);
    pending = "";
    lastWrite = promise;
  }

  return {
    write(line) {
      if (pending === "") setImmediate(() => pending !== "" && send());
      pending += line;
    },
    async flush() {
      if (pending !== "") send();
      await lastWrite;
    },
  };
}
