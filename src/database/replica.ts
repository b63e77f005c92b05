/**
 * A read replica: plain reads outside of transactions go there as long as it answers, and to the primary otherwise.
 * Nobody waits for a replica: while it has no connection, one is opened beside the traffic.
 */
import type { Driver, Rows } from "./driver.ts";
import type { Pool } from "./pool/pool.ts";
import { Refusal } from "./pool/refusal.ts";
import type { Profile, Profiles } from "./profile.ts";
import type { Query, Statement } from "./query.ts";
import type { Sender } from "./runner.ts";
import { kindOf } from "./sqlstate.ts";

export class Replica implements Sender {
  readonly #pool: Pool;
  readonly #primary: Sender;
  readonly #driver: Driver;

  constructor(pool: Pool, primary: Sender, driver: Driver) {
    this.#pool = pool;
    this.#primary = primary;
    this.#driver = driver;
  }

  get profiles(): Profiles {
    return this.#pool.profiles;
  }

  takes(query: Pick<Query<never, unknown>, "pure" | "primary" | "verb">): boolean {
    if (!query.pure || query.primary || query.verb !== "Fetch") return false;
    const open = this.#pool.isOpen;
    if (!open) this.#pool.warm();
    return open;
  }

  async send(statement: Statement, profile: Profile): Promise<Rows> {
    try {
      return await this.#pool.send(statement, profile);
    } catch (error) {
      if (!this.#isReplicasFault(error)) throw error;
      return await this.#primary.send(statement, profile);
    }
  }

  close(graceMs: number): Promise<void> {
    return this.#pool.close(graceMs);
  }

  /** Gone, starved, or in the way of what it had to replay ("conflict with recovery"). */
  #isReplicasFault(error: unknown): boolean {
    if (error instanceof Refusal) return error.kind !== "timeout";
    return ["unavailable", "conflict"].includes(kindOf(this.#driver.fault(error)));
  }
}
