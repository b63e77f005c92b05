/** A statement on its way through the pool: waiting, sent, answered. */
import type { Reply, Rows } from "../driver.ts";
import type { Statement } from "../query.ts";
import type { Lane } from "./lane.ts";
import { type Pace, WHOLE } from "./pace.ts";

/** What the pool needs to know of a statement besides its text. */
export interface Traits {
  /** A plain read: may be sent behind others, and sent again when its connection is lost or stuck. */
  readonly pure: boolean;
  readonly pace: Pace;
}

/** Moments on the clock of performance.now(). */
export interface Limits {
  /** Until when it may wait for a connection. */
  readonly waitUntil: number;
  /** Until when an answer is of use. */
  readonly deadline: number;
  /** How long it may run, in milliseconds. */
  readonly runMs: number;
}

/** Something in the queue for a connection. */
export interface Waiter {
  readonly limits: Limits;
  /** Called inside a transaction, past its `tx`: what a starved pool most often comes from. */
  readonly nested: boolean;
  /** The part of a connection that it is expected to take; WHOLE when it must not share one. */
  share(): number;
  start(lane: Lane, now: number): void;
  refuse(error: Error): void;
}

export class Call implements Waiter {
  readonly statement: Statement;
  readonly traits: Traits;
  readonly limits: Limits;
  readonly nested: boolean;
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: unknown) => void;
  /** How often it was sent, this time included. */
  sends = 0;
  sentAt = 0;
  /** How many were on the connection when it was sent, itself included. */
  place = 1;
  /** The share that it was counted with when it was sent. */
  taken = 0;
  expiresAt = Number.POSITIVE_INFINITY;
  reply: Reply | undefined;
  /** A copy went elsewhere, or nobody waits any more: a failure of this one is of no interest. */
  abandoned = false;
  answered = false;
  /** What this is a copy of. */
  #original: Call | undefined;

  constructor(
    statement: Statement,
    traits: Traits,
    limits: Limits,
    nested: boolean,
    resolve: (rows: Rows) => void,
    reject: (error: unknown) => void,
  ) {
    this.statement = statement;
    this.traits = traits;
    this.limits = limits;
    this.nested = nested;
    this.resolve = resolve;
    this.reject = reject;
  }

  share(): number {
    return this.traits.pure ? this.traits.pace.share : WHOLE;
  }

  start(lane: Lane, now: number): void {
    if (this.#original?.answered !== true) lane.send(this, now);
  }

  refuse(error: Error): void {
    this.reject(error);
  }

  /** To be sent again. Whichever is answered first settles the caller's promise; this one's failure does not. */
  again(waitUntil: number): Call {
    this.abandoned = true;
    const limits = { ...this.limits, waitUntil };
    const copy = new Call(this.statement, this.traits, limits, this.nested, this.resolve, this.reject);
    copy.sends = this.sends;
    copy.#original = this;
    return copy;
  }
}
