/** What the pool itself has to say instead of an answer. Becomes a DbError where the caller's stack is known. */
import type { PoolStats } from "../db.ts";
import type { Fault } from "../driver.ts";
import type { DbErrorKind } from "../errors.ts";

export class Refusal extends Error {
  readonly kind: DbErrorKind;

  constructor(kind: DbErrorKind, message: string) {
    super(message);
    this.name = "Refusal";
    this.kind = kind;
  }
}

export const poolClosed = () => new Refusal("usage", "the database is closed");

export const deadlinePassed = () => new Refusal("timeout", "the deadline passed before there was an answer");

export const tookTooLong = (ms: number) =>
  new Refusal("timeout", `no answer within ${Math.round(ms)} ms; the statement was cancelled`);

export const connectionLost = () =>
  new Refusal("unavailable", "the connection of this transaction is lost; everything in it is rolled back");

export const unreachable = (fault: Fault, kind: DbErrorKind) =>
  new Refusal(kind, `no connection: ${fault.message}`);

/** A wait that ended without a connection, with the likely cause. */
export function starved(
  waitedMs: number,
  stats: PoolStats,
  fault: Fault | undefined,
  nested: boolean,
): Refusal {
  const wait = `no free connection within ${Math.round(waitedMs)} ms`;
  if (stats.open === 0) return new Refusal("unavailable", `${wait}: ${fault?.message ?? "still connecting"}`);
  const use = `${wait}: ${stats.inUse} of ${stats.open} in use, ${stats.waiting} waiting`;
  if (!nested) return new Refusal("unavailable", use);
  return new Refusal(
    "unavailable",
    `${use}. It was asked for inside a transaction: use its tx, not the outer db`,
  );
}
