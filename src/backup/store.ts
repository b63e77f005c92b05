/** Where backups are kept: a folder, or a bucket that speaks S3. */
import { directoryStore } from "./store-directory.ts";
import { type S3Credentials, s3Store } from "./store-s3.ts";
import type { Bytes } from "./streams.ts";

export interface Store {
  /** For people. */
  readonly where: string;
  names(): Promise<string[]>;
  /** All or nothing: a file of that name is complete. */
  write(name: string, bytes: Bytes): Promise<void>;
  read(name: string): Bytes;
  remove(name: string): Promise<void>;
}

/** `url` is a path, or s3://bucket/prefix. */
export function openStore(url: string, credentials: S3Credentials): Store {
  return url.startsWith("s3://") ? s3Store(new URL(url), credentials) : directoryStore(url);
}
