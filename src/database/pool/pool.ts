/**
 * One server's connections and the queue for them. A statement goes behind others on a busy connection only while
 * all of them together are known to take next to no time (fewer and fuller packets: several times the throughput of
 * one statement per connection); else it has a connection to itself, or waits its turn for `acquireMs` at most.
 * So nobody is late because of another's slow statement; and where a fast one turns out slow, the plain reads behind
 * it are sent again elsewhere.
 */
import type { PoolStats } from "../db.ts";
import type { Fault, Rows } from "../driver.ts";
import { Profiles } from "../profile.ts";
import type { Statement } from "../query.ts";
import { currentScope, timeLeft } from "../scope.ts";
import { kindOf } from "../sqlstate.ts";
import { Call, type Limits, type Traits, type Waiter } from "./call.ts";
import type { Lane } from "./lane.ts";
import { Lanes, type LanesOptions } from "./lanes.ts";
import { Claim, Lease, type LeaseOwner } from "./lease.ts";
import { deadlinePassed, poolClosed, starved, tookTooLong, unreachable } from "./refusal.ts";
import { Ticker } from "./ticker.ts";

export interface PoolOptions extends LanesOptions {
  /** How long a statement may run. */
  readonly queryMs: number;
}

/** Each of several connections may find once that its prepared statement is out of date. */
const MOST_STALE_SENDS = 10;

export class Pool implements LeaseOwner {
  readonly profiles: Profiles;
  readonly #options: PoolOptions;
  readonly #lanes: Lanes;
  readonly #queue: Waiter[] = [];
  readonly #ticker = new Ticker((now) => this.#tick(now));
  #fault: Fault | undefined;
  #closing: Promise<void> | undefined;
  /** To be called when nothing is left to do. */
  #drained: (() => void) | undefined;

  constructor(options: PoolOptions) {
    this.profiles = new Profiles(options.url);
    this.#options = options;
    this.#lanes = new Lanes(options, {
      changed: () => this.#dispatch(),
      failed: (lane, call, error, fault) => this.#failed(lane, call, error, fault),
      unreachable: (fault) => this.#unreachable(fault),
    });
  }

  send(statement: Statement, traits: Traits): Promise<Rows> {
    return new Promise((resolve, reject) => {
      const now = performance.now();
      this.#enter(new Call(statement, traits, this.limits(now), inTransaction(), resolve, reject), now);
    });
  }

  /** A connection for a transaction. */
  async lease(): Promise<Lease> {
    const lane = await new Promise<Lane>((resolve, reject) => {
      const now = performance.now();
      this.#enter(new Claim(this.limits(now), inTransaction(), resolve, reject), now);
    });
    return new Lease(lane, this);
  }

  stats(): PoolStats {
    return { open: this.#lanes.all.length, inUse: this.#lanes.inUse, waiting: this.#queue.length };
  }

  get isOpen(): boolean {
    return this.#lanes.all.length > 0;
  }

  /** Opens a connection for later. */
  warm(): void {
    this.#lanes.grow(1);
  }

  close(graceMs: number): Promise<void> {
    this.#closing ??= this.#drain(graceMs);
    return this.#closing;
  }

  async #drain(graceMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#drained = resolve;
    const timer = setTimeout(resolve, graceMs);
    this.#dispatch();
    await promise;
    clearTimeout(timer);
    for (const waiter of this.#queue.splice(0)) waiter.refuse(poolClosed());
    this.#lanes.close();
  }

  limits(now: number): Limits {
    const deadline = now + timeLeft();
    return {
      waitUntil: Math.min(now + this.#options.acquireMs, deadline),
      deadline,
      runMs: this.#options.queryMs,
    };
  }

  release(lane: Lane): void {
    lane.claimed = false;
    this.#lanes.answered(lane);
  }

  discard(lane: Lane): void {
    this.#lanes.retire(lane, performance.now());
    this.release(lane);
  }

  #enter(waiter: Waiter, now: number): void {
    if (this.#closing !== undefined) waiter.refuse(poolClosed());
    else if (waiter.limits.deadline <= now) waiter.refuse(deadlinePassed());
    else this.#startOrQueue(waiter, now);
  }

  #startOrQueue(waiter: Waiter, now: number): void {
    this.#ticker.start();
    const lane = this.#queue.length === 0 ? this.#lanes.choose(waiter.share(), now) : undefined;
    if (lane === undefined) {
      this.#queue.push(waiter);
      this.#lanes.grow(this.#queue.length);
    } else {
      waiter.start(lane, now);
    }
  }

  #dispatch(): void {
    if (this.#queue.length > 0) this.#startWaiters(performance.now());
    else if (this.#drained !== undefined && this.#lanes.inUse === 0) this.#drained();
  }

  #startWaiters(now: number): void {
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      const lane = this.#lanes.choose(first.share(), now);
      if (lane === undefined) break;
      this.#queue.shift();
      first.start(lane, now);
    }
    this.#lanes.grow(this.#queue.length);
  }

  #failed(lane: Lane, call: Call, error: unknown, fault: Fault): void {
    if (call.abandoned) return;
    const again = fault.stale
      ? call.sends < MOST_STALE_SENDS
      : fault.lost && call.traits.pure && call.sends < 2;
    if (again && !lane.claimed) this.#sendAgain([call]);
    else call.reject(error);
  }

  #sendAgain(calls: readonly Call[]): void {
    const waitUntil = performance.now() + this.#options.acquireMs;
    this.#queue.unshift(...calls.map((call) => call.again(Math.min(waitUntil, call.limits.deadline))));
    this.#dispatch();
  }

  #unreachable(fault: Fault): void {
    this.#fault = fault;
    const kind = kindOf(fault);
    if (kind === "unavailable" || this.#lanes.all.length > 0) return;
    // A wrong password or a missing database does not mend itself: waiting for it would only hide it.
    for (const waiter of this.#queue.splice(0)) waiter.refuse(unreachable(fault, kind));
  }

  #tick(now: number): boolean {
    this.#giveUpWaiting(now);
    for (const lane of [...this.#lanes.all]) {
      this.#giveUpRunning(lane, now);
      this.#rescue(lane.stuck(now));
      this.#lanes.cutOverdue(lane, now);
    }
    return this.#queue.length > 0 || this.#lanes.inUse > 0;
  }

  #giveUpWaiting(now: number): void {
    for (const waiter of this.#queue.filter(({ limits }) => now >= limits.waitUntil)) {
      const tooLate = now >= waiter.limits.deadline;
      waiter.refuse(tooLate ? deadlinePassed() : this.#starved(waiter.nested));
      this.#queue.splice(this.#queue.indexOf(waiter), 1);
    }
  }

  #starved(nested: boolean): Error {
    return starved(this.#options.acquireMs, this.stats(), this.#fault, nested);
  }

  #giveUpRunning(lane: Lane, now: number): void {
    for (const call of lane.flight.filter(({ expiresAt }) => now >= expiresAt)) {
      if (!call.abandoned) call.reject(tookTooLong(now - call.sentAt));
      call.abandoned = true;
      if (lane.claimed || lane.flight[0] === call) this.#retire(lane, now);
    }
  }

  #retire(lane: Lane, now: number): void {
    this.#rescue(lane.followers());
    this.#lanes.retire(lane, now);
  }

  #rescue(calls: readonly Call[]): void {
    if (calls.length > 0) this.#sendAgain(calls);
  }
}

const inTransaction = (): boolean => currentScope().transaction !== undefined;
