/**
 * The way of every request, round the Elysia app: span, request id, limits, deadline, headers, log line. These hold for
 * whatever happens inside, and Elysia's hooks do not: some are passed over by errors and 404s, one kills the process
 * when it throws, none sees a request that cannot be parsed.
 */
import { context as otel, type Span } from "@opentelemetry/api";
import { AppError } from "../errors.ts";
import type { Handler } from "../platform/platform.ts";
import type { HttpMetrics } from "../telemetry/metrics/instruments.ts";
import { type RequestContext, runInRequest } from "../telemetry/request-context.ts";
import { limitBody } from "./body.ts";
import type { ClientIp } from "./client-ip.ts";
import { within } from "./deadline.ts";
import { asAppError, problemResponse, type Reporter } from "./errors.ts";
import type { RequestLog } from "./request-log.ts";
import { endServerSpan, startServerSpan } from "./telemetry.ts";

export interface PipelineOptions {
  /** The app itself. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly peerAddress: (request: Request) => string | null;
  readonly clientIp: ClientIp;
  readonly bodyMaxBytes: number;
  readonly deadlineMs: (method: string, path: string) => number;
  readonly lifecycle: { readonly draining: boolean };
  /** @throws {AppError} cross_site_request */
  readonly refuseCrossSite: (request: Request) => void;
  readonly secure: (headers: Headers) => void;
  /** For pages of the front end, when it has another origin. */
  readonly share: (request: Request, headers: Headers) => void;
  readonly log: RequestLog;
  readonly metrics: HttpMetrics;
  readonly report: Reporter;
}

export function pipeline(options: PipelineOptions): Handler {
  return async (request) => {
    const startedAt = performance.now();
    options.metrics.begin();
    const span = startServerSpan(request);
    const context = openContext(request, span.span, options);
    return await runInRequest(context, async () => {
      const response = await otel.with(span.context, () => answer(request, context, options));
      options.share(request, response.headers);
      finishHeaders(response.headers, context, options);
      const milliseconds = performance.now() - startedAt;
      options.log(context, response.status, milliseconds);
      options.metrics.end(context, response.status, milliseconds);
      endServerSpan(span, context, response.status);
      return response;
    });
  };
}

function openContext(request: Request, span: Span, options: PipelineOptions): RequestContext {
  const { traceId, spanId } = span.spanContext();
  return {
    id: crypto.randomUUID(),
    traceId,
    spanId,
    isTraced: span.isRecording(),
    method: request.method,
    path: pathOf(request.url),
    clientIp: options.clientIp(options.peerAddress(request), request),
    userAgent: request.headers.get("user-agent"),
    route: null,
    caller: null,
    queries: [],
    queryCount: 0,
    queryMs: 0,
  };
}

/** Never rejects: whatever goes wrong becomes an answer. */
async function answer(
  request: Request,
  context: RequestContext,
  options: PipelineOptions,
): Promise<Response> {
  try {
    const milliseconds = options.deadlineMs(context.method, context.path);
    return await within(milliseconds, () => admit(request, options));
  } catch (error) {
    const appError = asAppError(error);
    const errorId = appError.status >= 500 ? options.report({ error: appError, request }) : undefined;
    return problemResponse(appError, errorId);
  }
}

function admit(request: Request, options: PipelineOptions): Response | Promise<Response> {
  const readable = withReadableUrl(request);
  options.refuseCrossSite(readable);
  const limited = limitBody(readable, options.bodyMaxBytes);
  return limited instanceof Promise ? limited.then(options.fetch) : options.fetch(limited);
}

/**
 * Bun makes the URL from the Host header and gives the bare path when that cannot be done. HTTP/1.0 need not send one;
 * anything else is malformed, and would throw wherever the URL is parsed.
 */
function withReadableUrl(request: Request): Request {
  if (!request.url.startsWith("/")) return request;
  if (request.headers.has("host"))
    throw new AppError("malformed_request", { detail: "The Host header is malformed." });
  return new Request(`http://localhost${request.url}`, request);
}

function finishHeaders(headers: Headers, context: RequestContext, options: PipelineOptions): void {
  options.secure(headers);
  headers.set("x-request-id", context.id);
  // So that clients with a kept-alive connection go on elsewhere while this process ends.
  if (options.lifecycle.draining) headers.set("connection", "close");
}

/** Without parsing: "http://host/users/1?x=y" → "/users/1". */
function pathOf(url: string): string {
  const start = url.startsWith("/") ? 0 : url.indexOf("/", url.indexOf("://") + 3);
  const end = url.indexOf("?", start);
  return end === -1 ? url.slice(start) : url.slice(start, end);
}
