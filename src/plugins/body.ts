/**
 * What may come as a body: JSON, of bounded length and depth. The length is checked before anything reads it.
 */
import { Buffer } from "node:buffer";
import { Elysia } from "elysia";
import { AppError } from "../errors.ts";

/**
 * The request to go on with: the same, or where no length was announced one whose body was read up to the limit.
 * @throws {AppError} payload_too_large
 */
export function limitBody(request: Request, maxBytes: number): Request | Promise<Request> {
  const length = request.headers.get("content-length");
  if (length !== null) {
    if (Number(length) > maxBytes) throw tooLarge();
    return request;
  }
  if (request.method === "GET" || request.method === "HEAD" || request.body === null) return request;
  return readWithin(request, request.body, maxBytes);
}

async function readWithin(
  request: Request,
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Request> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  const { method, headers, signal, url } = request;
  return new Request(url, { method, headers, signal, body: Buffer.concat(chunks) });
}

/** The rest of the body is not read, so the connection is of no use any more. */
const tooLarge = () => new AppError("payload_too_large", { headers: { connection: "close" } });

/** Deeper than any sensible document, and shallow enough for everything that walks over it recursively. */
const MAX_DEPTH = 64;

/** Refuses other content types than JSON before they are read, and documents that are traps once they are. */
export const jsonBody = () =>
  new Elysia({ name: "body" })
    .onParse({ as: "global" }, ({ contentType }) => {
      if (contentType !== "" && !isJson(contentType)) throw new AppError("unsupported_media_type");
    })
    .onTransform({ as: "global" }, ({ body }) => {
      if (typeof body === "object" && body !== null) refuseTraps(body, 0);
    });

const isJson = (contentType: string) => contentType.toLowerCase() === "application/json";

/** `__proto__` in JSON is a member like others until somebody merges objects (CVE-2025-66456 was Elysia itself). */
function refuseTraps(value: object, depth: number): void {
  if (depth > MAX_DEPTH) throw invalidBody(`Nested more than ${MAX_DEPTH} levels deep`);
  if (Object.hasOwn(value, "__proto__")) throw invalidBody("A member must not be called __proto__");
  for (const member of Object.values(value)) {
    if (typeof member === "object" && member !== null) refuseTraps(member, depth + 1);
  }
}

const invalidBody = (detail: string) =>
  new AppError("invalid_input", { inputErrors: [{ in: "body", pointer: "", detail }] });
