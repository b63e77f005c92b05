/**
 * A connection and what is on it. Statements are answered in the order in which they were sent, so one that turns out
 * slow holds up those behind it: `admits` says what may be sent behind, `stuck` finds those that were unlucky.
 */
import type { Connection, Rows } from "../driver.ts";
import type { Call } from "./call.ts";
import { type RoundTrip, WHOLE } from "./pace.ts";

/** An answer that is out for longer than this (and two round trips) holds others up. */
const YOUNG_MS = 5;

export interface LaneEvents {
  answered(lane: Lane): void;
  failed(lane: Lane, call: Call, error: unknown): void;
}

export class Lane {
  readonly #connection: Connection;
  readonly #roundTrip: RoundTrip;
  readonly #events: LaneEvents;
  readonly #flight: Call[] = [];
  /** The sum of the shares that are taken. */
  #taken = 0;
  /** When the last answer came, or the connection was opened. */
  #answeredAt = performance.now();
  #open = true;
  /** Taken by a transaction. */
  claimed = false;
  /** Takes nothing new and is closed when it is empty, at the latest at this moment. */
  cutAt: number | undefined;

  constructor(connection: Connection, roundTrip: RoundTrip, events: LaneEvents) {
    this.#connection = connection;
    this.#roundTrip = roundTrip;
    this.#events = events;
  }

  get flight(): readonly Call[] {
    return this.#flight;
  }

  get open(): boolean {
    return this.#open;
  }

  get idle(): boolean {
    return this.#flight.length === 0 && !this.claimed && this.cutAt === undefined;
  }

  idleFor(now: number): number {
    return now - this.#answeredAt;
  }

  /** Whether a statement of this share may be sent behind those that are out. */
  admits(share: number, now: number): boolean {
    return (
      this.#flight.length > 0 &&
      this.#taken + share <= WHOLE &&
      !this.claimed &&
      this.cutAt === undefined &&
      !this.#isOld(now)
    );
  }

  /** Those that wait behind an answer that does not come. */
  stuck(now: number): Call[] {
    return this.#flight.length > 1 && this.#isOld(now) ? this.followers() : [];
  }

  /** What can be sent again elsewhere. Once: a server that is slow as a whole is not helped by more of the same. */
  followers(): Call[] {
    return this.claimed
      ? []
      : this.#flight.slice(1).filter(({ abandoned, sends }) => !abandoned && sends === 1);
  }

  #isOld(now: number): boolean {
    const head = this.#flight[0];
    if (head === undefined) return false;
    return now - Math.max(head.sentAt, this.#answeredAt) > YOUNG_MS + 2 * this.#roundTrip.ms;
  }

  send(call: Call, now: number): void {
    call.sends += 1;
    call.sentAt = now;
    call.expiresAt = Math.min(call.limits.deadline, now + call.limits.runMs);
    call.taken = call.share();
    call.place = this.#flight.push(call);
    this.#taken += call.taken;
    try {
      call.reply = this.#connection.send(call.statement.text, call.statement.values);
      call.reply.then(
        (rows) => this.#answer(call, rows),
        (error: unknown) => this.#fail(call, error),
      );
    } catch (error) {
      this.#fail(call, error);
    }
  }

  #answer(call: Call, rows: Rows): void {
    const now = performance.now();
    const sinceSent = now - call.sentAt;
    if (call.place === 1) this.#roundTrip.learn(sinceSent);
    // Answers come in bunches, so the gap between two of them says nothing: those before it have their equal share.
    if (!call.abandoned) call.traits.pace.learn((sinceSent - this.#roundTrip.ms) / call.place);
    this.#remove(call, now);
    call.answered = true;
    call.resolve(rows);
    this.#events.answered(this);
  }

  #fail(call: Call, error: unknown): void {
    this.#remove(call, performance.now());
    this.#events.failed(this, call, error);
    this.#events.answered(this);
  }

  #remove(call: Call, now: number): void {
    if (this.#flight[0] === call) this.#flight.shift();
    else this.#flight.splice(this.#flight.indexOf(call), 1);
    this.#taken = this.#flight.length === 0 ? 0 : this.#taken - call.taken;
    this.#answeredAt = now;
  }

  /** Asks the server to stop what runs here. Those behind it first: drivers stop for real only what stands alone. */
  cancel(): void {
    for (const call of this.#flight.toReversed()) call.reply?.cancel();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#connection.close();
  }
}
