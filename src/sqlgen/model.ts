/** One query as its generated code will say it. Plain JSON, so that the cache can keep it. */
import type { Verb } from "../database/query.ts";
import type { Returns } from "./source.ts";

export interface QueryModel {
  readonly title: string;
  /** Relative to the project. */
  readonly file: string;
  readonly repository: string;
  readonly verb: Verb;
  readonly documentation: readonly string[];
  /** The method of `Db` that runs it. */
  readonly returns: Returns;
  readonly pure: boolean;
  readonly primary: boolean;
  /** As the server gets it; lists of the spread and pick forms have one row here. */
  readonly text: string;
  readonly parameters: readonly ParameterModel[];
  readonly columns: readonly ColumnModel[];
  /** Only with spread and pick forms: the text cut where the lists stand, and their names. */
  readonly lists: { readonly pieces: readonly string[]; readonly names: readonly string[] } | undefined;
  /** The enums that its types name. */
  readonly enums: readonly EnumModel[];
}

/** One `$n`. */
export interface ValueModel {
  readonly name: string;
  /** Of a value that is given. */
  readonly type: string;
  /** May be left out, and is NULL then. */
  readonly optional: boolean;
  readonly encode?: string;
  readonly comment?: string;
}

export interface ParameterModel {
  readonly name: string;
  /** `value` is `$n`; the others are pgtyped's forms: a list of values, one object, a list of objects. */
  readonly form: "value" | "spread" | "pick" | "pickSpread";
  /** The value, or the object's keys. */
  readonly values: readonly ValueModel[];
  /** Only with `spread`: the type in SQL, for a list that is empty. */
  readonly sqlType?: string;
}

export interface ColumnModel {
  readonly name: string;
  readonly type: string;
  readonly decode?: string;
  readonly comment?: string;
}

export interface EnumModel {
  readonly name: string;
  readonly labels: readonly string[];
  readonly comment?: string;
}
