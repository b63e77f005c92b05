/** Backups in a bucket of S3, or of whatever speaks its protocol. */
import { S3Client } from "bun";
import { BackupError } from "./errors.ts";
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

/** @param url s3://bucket/prefix */
export function s3Store(url: URL, credentials: S3Credentials): Store {
  const given = Object.entries(credentials).filter(([, value]) => value !== undefined);
  const client = new S3Client({ bucket: url.host, ...Object.fromEntries(given) });
  const prefix = url.pathname.replace(/^\/|\/$/g, "");
  const key = (name: string) => (prefix === "" ? name : `${prefix}/${name}`);
  return {
    where: url.href.replace(/\/$/, ""),
    names: async () =>
      (await keys(client, key("")).catch(explain)).map((found) => found.slice(key("").length)),
    // Given up when the bytes fail: what was sent never becomes an object.
    write: async (name, bytes) => {
      const options = { partSize: PART_BYTES, queueSize: 2, retry: 3 };
      await client.write(key(name), new Response(bytes), options).catch(explain);
    },
    read: (name) => client.file(key(name)).stream(),
    remove: async (name) => await client.delete(key(name)).catch(explain),
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

/** What the bytes themselves failed with goes on as it is. */
function explain(error: Error & { readonly code?: string }): never {
  if (error.name !== "S3Error") throw error;
  throw new BackupError(`the bucket cannot be used: ${error.code}: ${error.message}`, {
    hint: "Are BACKUP_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL right?",
    cause: error,
  });
}
