/** Backups in a bucket of S3, or of whatever speaks its protocol. */
import { S3Client } from "bun";
import type { Store } from "./store.ts";

export interface S3Credentials {
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly region: string | undefined;
  /** Another server than Amazon's. */
  readonly endpoint: string | undefined;
}

/** What is held in memory at once: S3 takes at most 10,000 parts, so this is enough for 160 GB. */
const PART_BYTES = 16 * 1024 * 1024;

export function s3Store(url: URL, credentials: S3Credentials): Store {
  const given = Object.entries(credentials).filter(([, value]) => value !== undefined);
  const client = new S3Client({ bucket: url.host, ...Object.fromEntries(given) });
  const prefix = url.pathname.replace(/^\/|\/$/g, "");
  const key = (name: string) => (prefix === "" ? name : `${prefix}/${name}`);
  return {
    where: url.href,
    names: async () => (await keys(client, key(""))).map((found) => found.slice(key("").length)),
    write: async (name, bytes) => {
      const writer = client.file(key(name)).writer({ partSize: PART_BYTES, queueSize: 2, retry: 3 });
      try {
        for await (const chunk of bytes) await writer.write(chunk);
      } catch (error) {
        // The upload is given up: what was sent never becomes an object.
        await writer.end(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }
      await writer.end();
    },
    read: (name) => client.file(key(name)).stream(),
    remove: async (name) => await client.delete(key(name)),
  };
}

async function keys(client: S3Client, prefix: string): Promise<string[]> {
  const found: string[] = [];
  let startAfter: string | undefined;
  do {
    const page = await client.list({ prefix, ...(startAfter !== undefined && { startAfter }) });
    found.push(...(page.contents ?? []).map(({ key }) => key));
    startAfter = page.isTruncated ? found.at(-1) : undefined;
  } while (startAfter !== undefined);
  return found;
}
