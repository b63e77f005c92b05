/** What is to be started, where, and as whom. */
import type { Account } from "./account.ts";
import type { Home } from "./home.ts";
import type { Settings } from "./settings.ts";

export interface EmbeddedOptions {
  /** Absolute; the server's alone. */
  readonly directory: string;
  /** Default: a number that is the folder's own, or the next that is free. One that is asked for must be free. */
  readonly port?: number;
  readonly settings?: Settings;
  /** The folder is removed when the last user has left. */
  readonly temporary?: boolean;
  readonly onProgress?: (line: string) => void;
}

/** The same, with what was found out about this machine. */
export interface Server extends EmbeddedOptions {
  readonly home: Home;
  readonly account: Account | undefined;
}
