/** The errors that a job throws to say more than "it failed", and how an error is written down in the job's row. */
import { AppError } from "../errors.ts";

/** Trying again makes no sense: the job is dead at once. */
export class PermanentFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PermanentFailure";
  }
}

/** Try again after this time and not when the backoff says: somebody told so (Retry-After, greylisting). */
export class RetryLater extends Error {
  readonly afterMs: number;

  constructor(afterMs: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "RetryLater";
    this.afterMs = afterMs;
  }
}

/** The run took longer than its job allows. */
export class JobTimeout extends Error {
  constructor(timeoutMs: number) {
    super(`The job did not finish within its timeout of ${timeoutMs} ms.`);
    this.name = "JobTimeout";
  }
}

/** Somebody cancelled the job while it ran. */
export class JobCancelled extends Error {
  constructor() {
    super("The job was cancelled.");
    this.name = "JobCancelled";
  }
}

/** The run belongs to nobody any more: its lease expired and the job was given to another, or it is over. */
export class LeaseLost extends Error {
  constructor() {
    super(
      "This run lost its job: the lease expired and another run may have begun. Nothing of it is committed.",
    );
    this.name = "LeaseLost";
  }
}

/** The worker stops and did not want to wait any longer. */
export class WorkerStopped extends Error {
  constructor() {
    super("The worker stopped before the job was finished. It will run again.");
    this.name = "WorkerStopped";
  }
}

/** A client's mistake (4xx) does not go away by repeating it. */
export const isPermanent = (error: unknown): boolean =>
  error instanceof PermanentFailure || (error instanceof AppError && error.status < 500);

/** An entry of the column `errors`. */
export interface FailureRecord {
  readonly attempt: number;
  readonly at: string;
  readonly message: string;
  readonly stack?: string;
}

const STACK_CHARACTERS = 4000;

export function recordOf(error: unknown, attempt: number, at: Date): FailureRecord {
  const record = { attempt, at: at.toISOString(), message: messageOf(error) };
  const stack = error instanceof Error ? error.stack?.slice(0, STACK_CHARACTERS) : undefined;
  return stack === undefined ? record : { ...record, stack };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `Something that is no error was thrown: ${String(error)}`;
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}
