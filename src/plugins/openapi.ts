/**
 * The OpenAPI 3.1 document. @elysiajs/openapi writes operations from the schemas; this adds what the declarations say
 * (who may call, which errors that means) and mends what it gets wrong: bodies are JSON only, and an answer without
 * content has none.
 */
import { toOpenAPISchema } from "@elysiajs/openapi/openapi";
import type { AnyElysia } from "elysia";
import { type ErrorCode, errors } from "../errors.ts";
import { ACCESS, STALE_SESSION } from "./auth.ts";
import { HEADER, IDEMPOTENT } from "./idempotency.ts";
import { LIMIT } from "./rate-limit.ts";

export interface DocumentInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** The name of the cookie that holds a session's token. */
  readonly sessionCookie: string;
}

interface Parameter {
  readonly in: string;
  readonly required: boolean;
  readonly schema: { readonly default?: unknown };
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses?: Readonly<Record<string, Answer>>;
  readonly [ACCESS]?: readonly string[];
  readonly [LIMIT]?: string;
  readonly [IDEMPOTENT]?: boolean;
}

interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, unknown>>;
}

/** Call it before the first request: the schemas change when Elysia compiles their routes. */
export function renderDocument(app: AnyElysia, { sessionCookie, ...info }: DocumentInfo) {
  const { paths, components } = toOpenAPISchema(withoutParsers(app));
  return {
    openapi: "3.1.0",
    info,
    paths: mapValues(paths, (operations) => mapValues(operations as Record<string, Operation>, finished)),
    components: {
      schemas: { ...(components.schemas as object), Problem: problemSchema },
      responses: mapValues(errors, ({ title }) => ({
        description: title,
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      })),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        cookie: { type: "apiKey", in: "cookie", name: sessionCookie },
      },
    },
  };
}

/** The generator takes a route with parsers of its own, which our guards are, for one that accepts nothing. */
function withoutParsers(app: AnyElysia): AnyElysia {
  const routes = app.routes.map(({ hooks, ...route }) => ({
    ...route,
    hooks: { ...hooks, parse: undefined },
  }));
  return { getGlobalRoutes: () => routes } as unknown as AnyElysia;
}

function finished(operation: Operation) {
  const { requestBody, responses = {}, [ACCESS]: access, ...rest } = operation;
  const parameters = parametersOf(operation);
  const problems = problemsOf(operation).map((code) => [errors[code].status, reference(code)]);
  return {
    ...rest,
    [ACCESS]: access?.join(),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(requestBody === undefined
      ? {}
      : { requestBody: { ...requestBody, content: jsonOnly(requestBody.content) } }),
    responses: {
      ...mapValues(responses, withoutEmptyContent),
      ...Object.fromEntries(problems),
      default: reference("internal_error"),
    },
  };
}

function parametersOf({ parameters = [], [IDEMPOTENT]: idempotent = false }: Operation) {
  return [...parameters.map(withDefault), ...(idempotent ? [idempotencyKey] : [])];
}

const idempotencyKey = {
  in: "header",
  name: HEADER,
  required: false,
  schema: { type: "string", minLength: 1, maxLength: 255 },
  description:
    "Your own word for this request: sent again with it, it is answered as before and not done twice.",
};

/** What the pipeline and the guards answer for a route like this; the first code of a status stands for it. */
function problemsOf({
  [ACCESS]: access = [],
  [LIMIT]: limit,
  parameters = [],
  requestBody,
}: Operation): ErrorCode[] {
  const isPublic = access.includes("public");
  const hasPathParameter = parameters.some((parameter) => parameter.in === "path");
  const codes: (readonly [ErrorCode, boolean])[] = [
    ["malformed_request", requestBody !== undefined],
    ["not_signed_in", !isPublic],
    ["session_needs_revalidation", !isPublic && !access.includes(STALE_SESSION)],
    ["not_permitted", !isPublic && !access.some((each) => each.startsWith("signed in"))],
    ["not_found", hasPathParameter],
    ["payload_too_large", requestBody !== undefined],
    ["unsupported_media_type", requestBody !== undefined],
    ["invalid_input", requestBody !== undefined || parameters.length > 0],
    ["rate_limited", limit !== undefined],
    ["unavailable", true],
  ];
  return codes.filter(([, applies]) => applies).map(([code]) => code);
}

/** A default is no duty to send. */
const withDefault = ({ required, schema, ...parameter }: Parameter) => ({
  ...parameter,
  required: required && schema.default === undefined,
  schema,
});

const reference = (code: ErrorCode) => ({ $ref: `#/components/responses/${code}` });

/** Elysia would read forms into the same schema; our body plugin refuses them. */
const jsonOnly = (content: Readonly<Record<string, unknown>>) => ({
  "application/json": content["application/json"],
});

/** For `t.Void()` the generator writes `content: { type: "void" }`, which is no media type. */
function withoutEmptyContent({ content, ...answer }: Answer): Answer {
  const isMedia = content !== undefined && Object.keys(content).every((key) => key.includes("/"));
  return isMedia ? { ...answer, content } : answer;
}

/** RFC 9457. */
const problemSchema = {
  type: "object",
  required: ["type", "title", "status", "code"],
  properties: {
    type: { type: "string" },
    title: { type: "string", description: "The same whenever the code is the same." },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string", enum: Object.keys(errors), description: "What programs should go by." },
    request_id: { type: "string", format: "uuid", description: "Tell it when you ask for help." },
    error_id: { type: "string", description: "Of an error of ours: the same whenever it is the same." },
    errors: {
      type: "array",
      description: "What is wrong with the input.",
      items: {
        type: "object",
        required: ["in", "pointer", "detail"],
        properties: {
          in: { type: "string", enum: ["body", "query", "path", "header", "cookie"] },
          pointer: { type: "string", description: "JSON Pointer (RFC 6901) to the value." },
          detail: { type: "string" },
        },
      },
    },
  },
};

const mapValues = <V, R>(record: Readonly<Record<string, V>>, map: (value: V) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
