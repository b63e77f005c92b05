/**
 * What a call knows of its surroundings without being told: until when an answer is of use, and in which transaction
 * it stands. Carried along by the runtime, so that repositories and services need no parameter for it.
 */
import { AsyncLocalStorage } from "node:async_hooks";

interface Scope {
  /** Milliseconds since the epoch; Infinity when there is no deadline. */
  readonly deadline: number;
  /** The innermost transaction whose `work` this is. */
  readonly transaction: object | undefined;
}

const scopes = new AsyncLocalStorage<Scope>();

const outermost: Scope = { deadline: Number.POSITIVE_INFINITY, transaction: undefined };

export const currentScope = (): Scope => scopes.getStore() ?? outermost;

/**
 * Every query within `work` must be answered by `epochMs` (milliseconds since the epoch, as Date.now() counts) or is
 * cancelled. A deadline within a deadline can only be earlier.
 */
export function withDeadline<T>(epochMs: number, work: () => T): T {
  const scope = currentScope();
  return scopes.run({ ...scope, deadline: Math.min(epochMs, scope.deadline) }, work);
}

export const withTransaction = <T>(transaction: object, work: () => T): T =>
  scopes.run({ ...currentScope(), transaction }, work);

/** Milliseconds that are left; Infinity without a deadline, 0 or less when it has passed. */
export const timeLeft = (): number => currentScope().deadline - Date.now();
