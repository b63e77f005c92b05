/**
 * Every request is answered in time: 503 when its deadline passes, and its queries are cancelled, so that a frozen
 * database costs a client seconds and us nothing. A route that may take longer says so: `detail: takesUpTo(30_000)`.
 */
import { withDeadline } from "../database/scope.ts";
import { AppError } from "../errors.ts";
import { detailOf, patternOf, type Route } from "./route.ts";

const DEADLINE = "x-deadline-ms";

/** For a route's `detail`: a deadline of its own, in milliseconds. */
export const takesUpTo = (milliseconds: number) => ({ [DEADLINE]: milliseconds });

/**
 * The deadline of a request, before it is routed: queries must know it from the start. Few routes have one of their
 * own, so these few are tried one by one.
 */
export function deadlines(
  routes: readonly Route[],
  defaultMs: number,
): (method: string, path: string) => number {
  const own = routes
    .map((route) => ({
      ...route,
      pattern: patternOf(route.path),
      milliseconds: Number(detailOf(route)[DEADLINE]),
    }))
    .filter(({ milliseconds }) => milliseconds > 0);
  if (own.length === 0) return () => defaultMs;
  return (method, path) =>
    own.find((route) => route.method === method && route.pattern.test(path))?.milliseconds ?? defaultMs;
}

/**
 * What `work` gives, or a rejection when the deadline passes first; `work` may still go on then, but nobody waits.
 * @throws {AppError} deadline_exceeded
 */
export function within<T>(milliseconds: number, work: () => T | Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new AppError("deadline_exceeded")), milliseconds);
    const done = withDeadline(Date.now() + milliseconds, () => Promise.try(work));
    done.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
