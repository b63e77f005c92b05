/** A connection for a transaction: taken from the pool, used in order, given back. */
import type { Rows } from "../driver.ts";
import type { Statement } from "../query.ts";
import { Call, type Limits, type Traits, type Waiter } from "./call.ts";
import type { Lane } from "./lane.ts";
import { WHOLE } from "./pace.ts";
import { connectionLost } from "./refusal.ts";

/** A transaction in the queue for its connection. */
export class Claim implements Waiter {
  readonly limits: Limits;
  readonly nested: boolean;
  readonly #resolve: (lane: Lane) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    limits: Limits,
    nested: boolean,
    resolve: (lane: Lane) => void,
    reject: (error: unknown) => void,
  ) {
    this.limits = limits;
    this.nested = nested;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  share(): number {
    return WHOLE;
  }

  start(lane: Lane): void {
    lane.claimed = true;
    this.#resolve(lane);
  }

  refuse(error: Error): void {
    this.#reject(error);
  }
}

export interface LeaseOwner {
  /** The limits of a statement that is sent now. */
  limits(now: number): Limits;
  /** Takes the connection back. */
  release(lane: Lane): void;
  /** Takes it back without trusting it any more. */
  discard(lane: Lane): void;
}

export class Lease {
  readonly #lane: Lane;
  readonly #owner: LeaseOwner;
  #over = false;

  constructor(lane: Lane, owner: LeaseOwner) {
    this.#lane = lane;
    this.#owner = owner;
  }

  /** False once it was given back or cut, or given up because a statement on it took too long. */
  get usable(): boolean {
    return !this.#over && this.#lane.open && this.#lane.cutAt === undefined;
  }

  send(statement: Statement, traits: Traits): Promise<Rows> {
    return new Promise((resolve, reject) => {
      if (!this.usable) throw connectionLost();
      const now = performance.now();
      this.#lane.send(new Call(statement, traits, this.#owner.limits(now), true, resolve, reject), now);
    });
  }

  release(): void {
    if (!this.#over) this.#owner.release(this.#lane);
    this.#over = true;
  }

  /** Gives it back as one that nobody should use any more; what runs on it is stopped. */
  discard(): void {
    if (!this.#over) this.#owner.discard(this.#lane);
    this.#over = true;
  }
}
