/**
 * What the generator writes for each `.sql` file, and all that the run time needs to know of it: the text is
 * finished, the parameters are a function, nothing is parsed any more.
 */
import type { Decoder } from "./codec.ts";

export type Verb = "Fetch" | "Insert" | "Modify" | "Destroy";

/** A statement as it goes to the server: text with `$1 …` and the values in that order. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface Query<Params, Row> {
  /** The first line of the file: method, types, span, and the comment that the server sees. */
  readonly title: string;
  /** The file that it was generated from, relative to the project: "sql/users/FetchUserByEmail.sql". */
  readonly file: string;
  readonly verb: Verb;
  /** Begins with the title as a comment; ends without a semicolon. */
  readonly text: string;
  /** The values of `$1 …`, encoded so that Postgres alone decides what they mean. */
  readonly bind: (params: Params) => readonly unknown[];
  /** Columns whose values the driver returns in another shape than their type says. */
  readonly decode?: Readonly<Record<string, Decoder>>;
  /** Only for pgtyped's spread and pick forms (`:ids` as a list of parameters): the text depends on the values. */
  readonly expand?: (params: Params) => Statement;
  /**
   * Proven to be a plain read: no locks, no volatile functions, no writing CTE. Such a statement may be sent again
   * on another connection, or run on a replica.
   */
  readonly pure: boolean;
  /** Must see what is committed now: a replica, which may be a moment behind, is never asked. */
  readonly primary?: true;
  /** Carries the row type; never set. */
  readonly row?: Row;
}

export const defineQuery = <Params, Row>(query: Query<Params, Row>): Query<Params, Row> => query;
