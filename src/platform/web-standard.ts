/**
 * Elysia where `Request` and `Response` keep to their standard: an answer like 204 has no body at all. Elysia gives it an
 * empty one, which Bun and workerd let pass and everybody else throws at (elysiajs/elysia#1277).
 */
import { type ElysiaConfig, ElysiaCustomStatusResponse } from "elysia";
import { WebStandardAdapter } from "elysia/adapter/web-standard";

type Handler = typeof WebStandardAdapter.handler;

const withoutBody = (response: unknown): unknown =>
  response instanceof ElysiaCustomStatusResponse && response.response === undefined
    ? new Response(null, { status: response.code })
    : response;

const { mapResponse, mapEarlyResponse, mapCompactResponse } = WebStandardAdapter.handler;

const handler: Handler = {
  ...WebStandardAdapter.handler,
  mapResponse: (response, ...rest) => mapResponse(withoutBody(response), ...rest),
  mapEarlyResponse: (response, ...rest) => mapEarlyResponse(withoutBody(response), ...rest),
  mapCompactResponse: (response, ...rest) => mapCompactResponse(withoutBody(response), ...rest),
};

export const webStandard: ElysiaConfig<""> = { adapter: { ...WebStandardAdapter, handler } };
