/** The connections of a pool: opened when they are wanted, chosen for each statement, replaced when they fail. */
import type { Driver, Fault } from "../driver.ts";
import type { Call } from "./call.ts";
import { Lane, type LaneEvents } from "./lane.ts";
import { Openings } from "./openings.ts";
import { RoundTrip } from "./pace.ts";

export interface LanesOptions {
  readonly driver: Driver;
  readonly url: string;
  readonly max: number;
  readonly prepare: boolean;
  /** How long opening one may take. */
  readonly acquireMs: number;
}

export interface LanesEvents {
  /** A connection may have room again, or one is gone: look at the queue. */
  changed(): void;
  failed(lane: Lane, call: Call, error: unknown, fault: Fault): void;
  /** Opening one failed. */
  unreachable(fault: Fault): void;
}

/** How long a cancelled statement may take to stop before its connection is cut. */
const GRACE_MS = 500;
/** A connection that was unused for longer may have been dropped by something between here and the server. */
const TRUSTED_IDLE_MS = 60_000;

export class Lanes implements LaneEvents {
  readonly #options: LanesOptions;
  readonly #events: LanesEvents;
  readonly #lanes: Lane[] = [];
  readonly #roundTrip = new RoundTrip();
  readonly #openings: Openings;
  #closed = false;

  constructor(options: LanesOptions, events: LanesEvents) {
    this.#options = options;
    this.#events = events;
    this.#openings = new Openings({
      open: () => this.#open(),
      opened: () => events.changed(),
      failed: (error) => events.unreachable(options.driver.fault(error)),
      retry: () => events.changed(),
    });
  }

  get all(): readonly Lane[] {
    return this.#lanes;
  }

  get inUse(): number {
    return this.#lanes.reduce((count, lane) => count + Number(!lane.idle), 0);
  }

  /** The busy connection that still has room for this share, else an idle one. */
  choose(share: number, now: number): Lane | undefined {
    let idle: Lane | undefined;
    for (const lane of this.#lanes) {
      if (lane.admits(share, now)) return lane;
      if (idle === undefined && lane.idle) idle = lane;
    }
    if (idle === undefined || idle.idleFor(now) < TRUSTED_IDLE_MS) return idle;
    this.cut(idle);
    return this.choose(share, now);
  }

  /** Opens connections for so many waiters, as far as there may be more. */
  grow(waiters: number): void {
    if (!this.#closed) this.#openings.want(Math.min(waiters, this.#options.max - this.#lanes.length));
  }

  async #open(): Promise<void> {
    const { driver, url, prepare, acquireMs } = this.#options;
    const lost: { lane?: Lane } = {};
    const onClose = () => lost.lane && this.#remove(lost.lane);
    const connection = await driver.connect({ url, prepare, timeoutMs: acquireMs, onClose });
    const lane = new Lane(connection, this.#roundTrip, this);
    lost.lane = lane;
    if (this.#closed) lane.close();
    else this.#lanes.push(lane);
  }

  answered(lane: Lane): void {
    if (lane.cutAt !== undefined && lane.flight.length === 0 && !lane.claimed) this.cut(lane);
    else this.#events.changed();
  }

  failed(lane: Lane, call: Call, error: unknown): void {
    const fault = this.#options.driver.fault(error);
    const unheard = lane.cutAt !== undefined && fault.sqlstate === undefined;
    if (fault.lost || unheard) this.#cutUnused();
    this.#events.failed(lane, call, error, fault);
  }

  /** Something on it took too long: stops it and takes nothing new. */
  retire(lane: Lane, now: number): void {
    if (lane.cutAt !== undefined) return;
    lane.cutAt = now + GRACE_MS;
    lane.cancel();
  }

  /** Cuts a connection that did not even stop when it was told to. */
  cutOverdue(lane: Lane, now: number): void {
    if (lane.cutAt === undefined || now < lane.cutAt) return;
    this.cut(lane);
    this.#cutUnused();
  }

  /** What one connection died of may have befallen all; those in use will tell, the others are opened again. */
  #cutUnused(): void {
    for (const lane of this.#lanes.filter(({ idle }) => idle)) this.cut(lane);
  }

  cut(lane: Lane): void {
    lane.close();
    this.#remove(lane);
  }

  #remove(lane: Lane): void {
    const index = this.#lanes.indexOf(lane);
    if (index === -1) return;
    this.#lanes.splice(index, 1);
    lane.close();
    this.#events.changed();
  }

  close(): void {
    this.#closed = true;
    this.#openings.stop();
    for (const lane of [...this.#lanes]) this.cut(lane);
  }
}
