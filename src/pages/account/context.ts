/** What a view is given: who looks, the API, and the ways to tell and to lead on. */
import type { Api, Client, Identity, Problem } from "../../client/index.ts";
import type { Child } from "./dom.ts";

export interface Context {
  readonly client: Client;
  /** null: nobody is signed in. */
  readonly identity: Identity | null;
  /** From the mailed link that led here: what stands behind `#token=`. */
  readonly token: string | null;
  /** The code of an error that led here: what stands behind `#error=`. */
  readonly errorCode: string | null;
  /** To another view, by its path below /account. */
  go(path: string): void;
  /** Shows the view anew, with fresh data. */
  refresh(): void;
  /** Tells what happened, without being in the way. */
  say(text: string): void;
}

export interface SignedInContext extends Context {
  readonly identity: Identity;
}

/** Of a view that is about an organization. */
export interface MemberContext extends SignedInContext {
  readonly organization: NonNullable<Identity["organization"]>;
  /** The routes of that organization: `here.members.get()`. */
  readonly here: ReturnType<Api["organizations"]>;
  may(permission: string): boolean;
}

export type View<C extends Context = Context> = (context: C) => Child | Promise<Child>;

/** A view could not get its data. */
class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

interface Answer<T> {
  readonly data: T | null;
  readonly error: { readonly value: Problem } | null;
}

/**
 * The data of an answer.
 * @throws {ProblemError} when it brings none; whoever shows the view shows that
 */
export function dataOf<T>({ data, error }: Answer<T>): T {
  if (error !== null) throw new ProblemError(error.value);
  return data as T;
}

/** @throws what is no problem of the API's */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  throw error;
}
