/** The four ways to run a query, the same on a database and in a transaction. */

import type { Db } from "./db.ts";
import type { Rows } from "./driver.ts";
import { CardinalityError } from "./errors.ts";
import type { Query } from "./query.ts";

/** How many rows there must be; throws when there are others. */
export type Claim = (title: string, found: number) => void;

const exactlyOne: Claim = (title, found) => {
  if (found !== 1) throw new CardinalityError(title, "exactly one row", found);
};

const atMostOne: Claim = (title, found) => {
  if (found > 1) throw new CardinalityError(title, "at most one row", found);
};

const any: Claim = () => undefined;

export abstract class Queries implements Omit<Db, "transaction"> {
  /** Spans, errors and decoding included. */
  protected abstract run<P, R>(query: Query<P, R>, params: P, claim: Claim): Promise<Rows>;

  async one<P, R>(query: Query<P, R>, params: P): Promise<R> {
    const rows = await this.run(query, params, exactlyOne);
    return rows[0] as R;
  }

  async maybe<P, R>(query: Query<P, R>, params: P): Promise<R | null> {
    const rows = await this.run(query, params, atMostOne);
    return (rows[0] ?? null) as R | null;
  }

  async many<P, R>(query: Query<P, R>, params: P): Promise<R[]> {
    const rows = await this.run(query, params, any);
    return rows as unknown as R[];
  }

  async count<P>(query: Query<P, unknown>, params: P): Promise<number> {
    const rows = await this.run(query, params, any);
    return rows.count;
  }
}
