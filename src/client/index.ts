/** The door of the client. It needs Eden, and of the server its types only. */
export { type Client, type ClientOptions, createClient } from "./client.ts";
export type { Fetch } from "./revalidation.ts";
export type { SessionEvents } from "./session.ts";
export type { Api, Data, Grant, Identity, Problem } from "./types.ts";
