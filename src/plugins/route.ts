/** What the plugins read of Elysia's table of routes (`app.routes`): declarations are there to be looked at. */

export interface Route {
  readonly method: string;
  /** With parameters: "/users/:id". */
  readonly path: string;
  readonly hooks: { readonly detail?: unknown };
}

/** The route's part of the OpenAPI document, which is also where our macros put what they declare. */
export const detailOf = (route: Route): Readonly<Record<string, unknown>> =>
  (route.hooks.detail ?? {}) as Readonly<Record<string, unknown>>;

/** "/users/:id" → /^\/users\/[^/]+\/?$/; a trailing slash means the same to Elysia. */
export function patternOf(path: string): RegExp {
  const parts = path.replace(/\/$/, "").split("/");
  const source = parts.map((part) =>
    part.startsWith(":") ? "[^/]+" : part === "*" ? ".*" : RegExp.escape(part),
  );
  return new RegExp(`^${source.join("/")}/?$`);
}
