/** The four ways to run a query, the same on a database and in a transaction. */

import type { Db } from "./db.ts";
import type { Rows } from "./driver.ts";
import { CardinalityError } from "./errors.ts";
import type { Query } from "./query.ts";

/** What the caller gets of the rows; throws when there are more or fewer than there may be. */
export type Shape<T> = (rows: Rows, title: string) => T;

export abstract class Queries implements Omit<Db, "transaction"> {
  /** Spans, errors and decoding included. */
  protected abstract run<P, R, T>(query: Query<P, R>, params: P, shape: Shape<T>): Promise<T>;

  one<P, R>(query: Query<P, R>, params: P): Promise<R> {
    return this.run(query, params, exactlyOne<R>);
  }

  maybe<P, R>(query: Query<P, R>, params: P): Promise<R | null> {
    return this.run(query, params, atMostOne<R>);
  }

  many<P, R>(query: Query<P, R>, params: P): Promise<R[]> {
    return this.run(query, params, all<R>);
  }

  count<P>(query: Query<P, unknown>, params: P): Promise<number> {
    return this.run(query, params, howMany);
  }
}

function exactlyOne<R>(rows: Rows, title: string): R {
  if (rows.length !== 1) throw new CardinalityError(title, "exactly one row", rows.length);
  return rows[0] as R;
}

function atMostOne<R>(rows: Rows, title: string): R | null {
  if (rows.length > 1) throw new CardinalityError(title, "at most one row", rows.length);
  return (rows[0] ?? null) as R | null;
}

const all = <R>(rows: Rows): R[] => rows as unknown as R[];

const howMany = ({ count }: Rows): number => count;
