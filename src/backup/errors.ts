/** What can go wrong with a backup in a way that a person can act on. */
export class BackupError extends Error {
  override readonly name = "BackupError";
  /** What to do; empty when the message says it all. */
  readonly hint: string;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.hint = options.hint ?? "";
  }
}
