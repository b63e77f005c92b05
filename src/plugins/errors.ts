/**
 * The only place where an error becomes an answer: RFC 9457 problem+json with a stable code and the request's id.
 * Errors are told apart by class: Elysia's own `code` is whatever `code` the error brought along, "23505" included.
 */
import { Elysia, NotFoundError, ParseError, ValidationError } from "elysia";
import { DbError } from "../database/errors.ts";
import { AppError, errors, type InputError } from "../errors.ts";
import { currentRequest } from "../telemetry/request-context.ts";
import type { AllowedMethods } from "./methods.ts";

interface ErrorReport {
  readonly error: AppError;
  readonly request: Request;
  /** As far as it was read. */
  readonly body?: unknown;
}

export interface ErrorOptions {
  /** For what found no route. */
  readonly allowedMethods: AllowedMethods;
  readonly report: Reporter;
}

/** Hears of every error that is not the client's, status 500 and above; gives the id to tell, if there is one. */
export type Reporter = (report: ErrorReport) => string | undefined;

/** Register it before every other plugin: Elysia's error hooks hold for what comes after them. */
export const errorAnswers = ({ allowedMethods, report }: ErrorOptions) =>
  new Elysia({ name: "errors" }).onError({ as: "global" }, ({ error, request, path, body, set }) => {
    if (error instanceof NotFoundError) return unrouted(request.method, allowedMethods(path));
    const appError = asAppError(error);
    const errorId = appError.status >= 500 ? report({ error: appError, request, body }) : undefined;
    // Elysia would lay the status that it guessed from the error over the answer's.
    set.status = appError.status;
    return problemResponse(appError, errorId);
  });

function unrouted(method: string, allowed: readonly string[]): Response {
  if (allowed.length === 0) return problemResponse(new AppError("not_found"));
  const headers = { allow: allowed.join(", ") };
  if (method === "OPTIONS") return new Response(null, { status: 204, headers });
  return problemResponse(new AppError("method_not_allowed", { headers }));
}

export function problemResponse(error: AppError, errorId?: string): Response {
  const { code, status, detail, inputErrors, headers } = error;
  const problem = {
    type: "about:blank",
    title: errors[code].title,
    status,
    detail,
    code,
    errors: inputErrors.length > 0 ? inputErrors : undefined,
    request_id: currentRequest()?.id,
    error_id: errorId,
  };
  return new Response(JSON.stringify(problem), {
    status,
    headers: { ...headers, "content-type": "application/problem+json" },
  });
}

/** What the client is told of any error; the error itself stays the cause. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof ParseError) return parseProblem(error);
  if (error instanceof ValidationError) return validationProblem(error);
  if (error instanceof DbError) return databaseProblem(error);
  return new AppError("internal_error", { cause: error });
}

/** Everything thrown while the body is read comes wrapped, the guards' refusals included. */
function parseProblem({ cause }: ParseError): AppError {
  return cause instanceof AppError
    ? cause
    : new AppError("malformed_request", { cause, detail: "The body is no JSON." });
}

function validationProblem(error: ValidationError): AppError {
  // Our own answer does not keep to its schema: nobody's fault but ours.
  if (error.type === "response") return new AppError("internal_error", { cause: error });
  const place = PLACES[error.type];
  // Elysia does not tell where it found a text that it could not turn into a value.
  if (place === undefined) return new AppError("invalid_input", { cause: error });
  return new AppError("invalid_input", { inputErrors: inputErrors(error, place), cause: error });
}

const PLACES: Readonly<Record<string, InputError["in"] | undefined>> = {
  body: "body",
  query: "query",
  params: "path",
  headers: "header",
  cookie: "cookie",
};

/** One error a value: TypeBox says of a missing string that it is missing and that it is no string. */
function inputErrors({ all }: ValidationError, place: InputError["in"]): InputError[] {
  const byPointer = new Map<string, InputError>();
  for (const problem of all as Iterable<Partial<Mismatch>>) {
    const { path: pointer } = problem;
    if (pointer === undefined || byPointer.has(pointer)) continue;
    byPointer.set(pointer, { in: place, pointer, detail: expectation(problem) });
  }
  return [...byPointer.values()];
}

interface Mismatch {
  readonly path: string;
  readonly message: string;
  readonly value: unknown;
  readonly schema: {
    readonly type?: string;
    readonly pattern?: string;
    readonly description?: string;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly anyOf?: readonly { readonly const?: string }[];
  };
}

/** TypeBox says of a union that it is one, of a kind of ours its name, and of a pattern a regular expression. */
function expectation({ value, schema = {}, message = "Not valid" }: Partial<Mismatch>): string {
  if (value === undefined) return "Required";
  const { type, minimum, maximum, pattern, description = "another form", anyOf = [] } = schema;
  if (pattern !== undefined && message.includes(pattern)) return `Expected: ${description}`;
  const constants = anyOf.map((alternative) => alternative.const).filter((each) => each !== undefined);
  if (constants.length > 0) return `Expected one of ${constants.join(", ")}`;
  if (type === "integer" && minimum !== undefined && maximum !== undefined) {
    return `Expected integer from ${minimum} to ${maximum}`;
  }
  return message;
}

function databaseProblem(error: DbError): AppError {
  switch (error.kind) {
    case "unavailable":
      return new AppError("unavailable", { cause: error });
    case "timeout":
      return new AppError("deadline_exceeded", { cause: error });
    case "conflict":
      return new AppError("conflict", { cause: error });
    case "input":
      return new AppError("invalid_input", { cause: error });
    default:
      return new AppError("internal_error", { cause: error });
  }
}
