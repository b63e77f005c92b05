/**
 * Elysia answers 404 to a known path with the wrong method. This says which methods a path has, for 405 with `Allow`
 * and for OPTIONS; only what found no route asks, so the way may be slow.
 */
import { patternOf, type Route } from "./route.ts";

/** Methods that a path allows, sorted; empty when there is no such path. */
export type AllowedMethods = (path: string) => readonly string[];

export function allowedMethods(routes: readonly Route[]): AllowedMethods {
  const byPath = Map.groupBy(routes, ({ path }) => path);
  const table = [...byPath].map(([path, group]) => ({ pattern: patternOf(path), methods: methodsOf(group) }));
  return (path) => {
    const methods = table.filter(({ pattern }) => pattern.test(path)).flatMap((entry) => entry.methods);
    return [...new Set(methods)].sort();
  };
}

const methodsOf = (routes: readonly Route[]): string[] => [
  "OPTIONS",
  ...routes.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method])),
];
