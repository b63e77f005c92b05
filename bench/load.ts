/** A small HTTP/1.1 load generator on raw sockets: it must cost less than what it measures, and fetch does not. */

export interface Load {
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly failures: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

interface Connection {
  received: string;
  sentAt: number;
}

/** One request at a time on each keep-alive connection to 127.0.0.1, for `seconds`. */
export async function load(options: Load): Promise<LoadResult> {
  const request = requestText(options);
  const latencies: number[] = [];
  let failures = 0;
  let running = true;
  const closed = Promise.withResolvers<void>();
  let open = 0;
  const send = (socket: Bun.Socket<Connection>): void => {
    socket.data.sentAt = performance.now();
    socket.write(request);
  };
  for (let index = 0; index < options.connections; index++) {
    await Bun.connect<Connection>({
      hostname: "127.0.0.1",
      port: options.port,
      data: { received: "", sentAt: 0 },
      socket: {
        open: (socket) => {
          open++;
          send(socket);
        },
        data: (socket, chunk) => {
          socket.data.received += chunk.toString("latin1");
          if (!isComplete(socket.data.received)) return;
          latencies.push(performance.now() - socket.data.sentAt);
          if (!socket.data.received.startsWith("HTTP/1.1 200")) failures++;
          socket.data.received = "";
          if (running) send(socket);
          else socket.end();
        },
        close: () => {
          if (--open === 0) closed.resolve();
        },
      },
    });
  }
  const start = performance.now();
  const before = latencies.length;
  await Bun.sleep(options.seconds * 1000);
  const requestsPerSecond = ((latencies.length - before) / (performance.now() - start)) * 1000;
  running = false;
  await closed.promise;
  const sorted = latencies.sort((a, b) => a - b);
  const percentile = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return {
    requests: latencies.length,
    requestsPerSecond,
    failures,
    p50: percentile(0.5),
    p99: percentile(0.99),
  };
}

function requestText({ path, port, headers = {} }: Load): string {
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** Whether a whole answer is there; understands a length and chunks. */
function isComplete(text: string): boolean {
  const head = text.indexOf("\r\n\r\n");
  if (head < 0) return false;
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head + 2)) ?? [];
  if (length !== undefined) return text.length >= head + 4 + Number(length);
  return text.endsWith("0\r\n\r\n");
}
