/** What can go wrong with a backup in a way that a person can act on. */
export class BackupError extends Error {
  override readonly name = "BackupError";
  readonly hint: string | undefined;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
  }
}
