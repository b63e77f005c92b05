/** Schemas that more than one service needs. TypeBox describes input and output once, for checks, types and the docs. */
import { Kind, TypeRegistry } from "@sinclair/typebox";
import { t } from "elysia";
import type { Json } from "../database/codec.ts";

TypeRegistry.Set("Timestamp", (_schema, value) => value instanceof Date && !Number.isNaN(value.getTime()));

/** A Date in code, as rows have it; RFC 3339 in UTC once it is JSON. For output. */
export const Timestamp = t.Unsafe<Date>({ [Kind]: "Timestamp", type: "string", format: "date-time" });

interface IntegerRange {
  readonly minimum: number;
  readonly maximum: number;
}

/** What comes in a URL is text; a default is a number. */
TypeRegistry.Set<IntegerRange>("UrlInteger", ({ minimum, maximum }, value) => {
  const number = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return Number.isInteger(number) && Number(number) >= minimum && Number(number) <= maximum;
});

/**
 * A whole number in a query or a path. Elysia's own `t.Integer` would do, but of a number out of range it says neither
 * which parameter it was nor where.
 */
export const UrlInteger = (
  options: IntegerRange & { readonly default?: number; readonly description?: string },
) =>
  t
    .Transform(t.Unsafe<number>({ [Kind]: "UrlInteger", type: "integer", ...options }))
    .Decode(Number)
    .Encode(Number);

/** A jsonb column that a CHECK holds to objects. For output. */
export const JsonObject = t.Unsafe<Json>(t.Record(t.String(), t.Unknown()));

TypeRegistry.Set(
  "JsonChanges",
  (_schema, value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

/**
 * Keys of a JSON object to change; null takes a key away, others stay (RFC 7396, at the top level). For input. Not
 * `t.Record`: Elysia copies what came in to the form of the schema before it checks, and makes objects of lists and texts.
 */
export const JsonChanges = (description: string) =>
  // A list of types, as exact-mirror cannot copy an object of which it knows no properties.
  t.Unsafe<Readonly<Record<string, Json>>>({ [Kind]: "JsonChanges", type: ["object"], description });

export const Id = t.String({ format: "uuid", description: "A UUIDv7." });

export const IdParams = t.Object({ id: Id });

/** `null` is a value like any other: the member is always there. */
export const Nullable = <T extends Parameters<typeof t.Union>[0][number]>(schema: T) =>
  t.Union([schema, t.Null()]);
