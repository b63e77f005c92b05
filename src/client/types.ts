/**
 * The API as a client sees it: the routes' types, as they are once answers have been JSON (times are strings) and errors
 * are problems (RFC 9457). Types only: nothing of the server gets into a bundle.
 */
import type { Treaty } from "@elysiajs/eden";
import type { Elysia } from "elysia";
import type { App, ErrorCode } from "../app.ts";

/** What every error of the API looks like. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  /** What programs go by; `unreachable`: there was no answer, or none of the API's. */
  readonly code: ErrorCode | "unreachable";
  readonly detail?: string;
  /** What is wrong with the input: a JSON Pointer to each value ("/email"), and what was expected. */
  readonly errors?: readonly { readonly in: string; readonly pointer: string; readonly detail: string }[];
  /** Tell it when you ask for help. */
  readonly request_id?: string;
}

type SuccessStatus = 200 | 201 | 202 | 204;
type ErrorStatus = 400 | 401 | 402 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503;

/** JSON knows no dates. */
type Sent<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Sent<Item>[]
    : T extends object
      ? { [Key in keyof T]: Sent<T[Key]> }
      : T;

type Answers<Responses> = {
  [Status in keyof Responses as Status extends SuccessStatus ? Status : never]: Sent<Responses[Status]>;
} & { [Status in ErrorStatus]: Problem };

type Maybe<T> = { [Key in keyof T]?: T[Key] | undefined };

/** The tree of paths; a method is what has a response. Every parameter of a query has a default or may be missing. */
type ClientRoutes<Tree> = {
  [Key in keyof Tree]: Tree[Key] extends { response: infer Responses; query: infer Query }
    ? Omit<Tree[Key], "response" | "query"> & { response: Answers<Responses>; query: Maybe<Query> }
    : ClientRoutes<Tree[Key]>;
};

type Routes = ClientRoutes<App["~Routes"]>;

export interface ClientApp
  extends Elysia<
    "",
    App["~Singleton"],
    App["~Definitions"],
    App["~Metadata"],
    Routes,
    App["~Ephemeral"],
    App["~Volatile"]
  > {}

/** `await api.organizations({ id }).members.get()` gives `{ data, error }`; see Eden's Treaty. */
export type Api = Treaty.Create<ClientApp>;

/** What a route answers: `Data<Api["me"]["get"]>`. */
export type Data<Route extends (...options: never[]) => Promise<{ data: unknown }>> = NonNullable<
  Awaited<ReturnType<Route>>["data"]
>;

/** Who is signed in, and what that allows: the answer of GET /session. */
export type Identity = Routes["session"]["get"]["response"][200];

/** What begins or renews a session; `token` is null when it went into the cookie. */
export type Grant = Identity & { readonly token?: string | null };
