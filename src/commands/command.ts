/** What a command of the CLI is: a row in main.ts's table, and a module that runs it. */

export interface Call {
  /** The words after the command's name. */
  readonly args: readonly string[];
  /** Flags as cac parsed them, in camelCase. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface CommandModule {
  /** Does the work and gives the exit code: 0 fine, 1 failed, 2 wrong usage. */
  run(call: Call): Promise<number>;
}

export interface Command {
  /** The words that cac matches, e.g. "migrate <action> [argument]". */
  readonly usage: string;
  readonly summary: string;
  readonly options?: readonly (readonly [flags: string, description: string])[];
  readonly examples?: readonly string[];
  /** Every variable of the configuration is a flag of this command as well. */
  readonly readsConfig?: true;
  /** Imported only when the command is called, so that starting one never pays for the others. */
  readonly load: () => Promise<CommandModule>;
}

/** A failure that a person can act on: printed without a stack, with what to do next. */
export class CommandError extends Error {
  readonly hint: string | undefined;
  readonly exitCode: number;

  constructor(message: string, options: { hint?: string; exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "CommandError";
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 1;
  }
}
