/**
 * What a job is told is checked twice: when it is asked for, so that the mistake shows where it was made, and before
 * it runs, as the code may be another by then. What is checked is what is stored: JSON.
 */
import type { TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Json } from "../database/codec.ts";
import { PermanentFailure } from "./failure.ts";

/** Does not fit the job's schema. Says where and what was expected, never what was sent. */
export class PayloadError extends PermanentFailure {
  constructor(jobName: string, problems: readonly string[]) {
    super(`The payload of ${jobName} does not fit its schema: ${problems.join("; ")}`);
    this.name = "PayloadError";
  }
}

const PROBLEMS_SHOWN = 5;

/** The payload as it will be stored. @throws {PayloadError} */
export function encodePayload(jobName: string, schema: TSchema, payload: unknown): Json {
  const json = asJson(jobName, payload);
  checkPayload(jobName, schema, json);
  return json;
}

/** @throws {PayloadError} */
export function checkPayload(jobName: string, schema: TSchema, payload: unknown): void {
  if (Value.Check(schema, payload)) return;
  const problems = [...Value.Errors(schema, payload)]
    .slice(0, PROBLEMS_SHOWN)
    .map(({ path, message }) => `${path || "/"}: ${message}`);
  throw new PayloadError(jobName, problems);
}

function asJson(jobName: string, payload: unknown): Json {
  try {
    return JSON.parse(JSON.stringify(payload ?? null));
  } catch (error) {
    throw new PayloadError(jobName, [`not JSON (${error instanceof Error ? error.message : String(error)})`]);
  }
}
