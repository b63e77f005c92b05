/**
 * What brings jobs to a worker, once they are claimed. An engine may lose them, bring them twice or too late: the row
 * in the database decides what is true, so that any engine will do.
 */

/** One job, brought once. Without its payload: the row has that. */
export interface Delivery {
  readonly id: string;
  /** Which job of the code it is. */
  readonly name: string;
  /** How often the job had been started when it was claimed: tells this delivery from earlier ones of the same job. */
  readonly run: number;
  readonly queue: string;
  /** Higher first. */
  readonly priority: number;
}

/** Runs a job; never rejects. */
export type Deliver = (delivery: Delivery) => Promise<void>;

export interface Engine {
  /** For people: "pool", "bunqueue", "bunqueue://queue.internal:6789". */
  readonly name: string;
  /** What one process pushes may be delivered to another. */
  readonly shared: boolean;
  /** Resolves when the engine has taken all of them. */
  push(deliveries: readonly Delivery[]): Promise<void>;
  /** Begins to deliver, to each queue at most as many at once as the map says. Resolves when it can take deliveries. */
  work(queues: ReadonlyMap<string, number>, deliver: Deliver): Promise<void>;
  /** Delivers nothing more, and resolves when all that was delivered has ended. What was pushed and not delivered is forgotten. */
  close(): Promise<void>;
}
