/** HTTP as bytes on a socket, for requests that no client would send. */
import { connect } from "node:net";

export interface RawAnswer {
  readonly status: number;
  /** In lower case. */
  readonly head: string;
  readonly body: string;
}

/** Sends the text and reads until the server closes, or a complete answer is there. */
export function rawRequest(port: number, text: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    const finish = () => {
      socket.destroy();
      resolve(parse(received));
    };
    socket.setTimeout(5000, () =>
      socket.destroy(new Error(`no answer to ${JSON.stringify(text.slice(0, 100))}`)),
    );
    socket.on("data", (chunk) => {
      received += chunk;
      if (isComplete(received)) finish();
    });
    socket.on("end", finish);
    socket.on("error", reject);
  });
}

function parse(text: string): RawAnswer {
  const [head = "", ...body] = text.split("\r\n\r\n");
  return { status: Number(head.split(" ")[1]), head: head.toLowerCase(), body: body.join("\r\n\r\n") };
}

function isComplete(text: string): boolean {
  const { head, body } = parse(text);
  const [, length] = /content-length: (\d+)/.exec(head) ?? [];
  return length !== undefined && Buffer.byteLength(body) >= Number(length);
}
