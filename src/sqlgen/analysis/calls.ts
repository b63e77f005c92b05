/** Calls of functions: plain ones, aggregates, and both over windows. */
import type { FuncCall, WindowDef } from "libpg-query";
import { baseType, type FunctionFacts } from "../catalog.ts";
import { evaluate } from "./expressions.ts";
import {
  AGGREGATES,
  BY_FIRST,
  COLLECTORS,
  NEVER_NULL,
  SAME_TYPE,
  STRICT,
  TEXT_OF_STRING,
} from "./functions.ts";
import { isOfLevel } from "./resolve.ts";
import type { Scope } from "./scope.ts";
import { bodyOf, findHere, lastWord } from "./tree.ts";
import { commonType, equalityFamily, INT4, isString, TEXT, UNKNOWN, type Value } from "./types.ts";

export function callValue(call: FuncCall, scope: Scope): Value {
  const name = lastWord(call.funcname);
  const facts = scope.context.catalog.functions.get(name);
  if (facts === undefined) return { nullable: true, type: UNKNOWN };
  const args = (call.args ?? []).map((arg) =>
    evaluate(arg, isAggregation(call, facts) ? insideOf(scope) : scope),
  );
  const type = resultType(name, args, { facts, scope });
  if (!facts.known || (facts.returnsSet && scope.padded)) return { nullable: true, type };
  if (facts.aggregate && call.over === undefined && !isOwnAggregate(call, scope))
    return { nullable: true, type };
  return { nullable: isCallNullable(name, { call, args, facts, scope }), type };
}

/** The same in FROM: a set is empty, and no NULL, if an argument is NULL. */
export function setValue(call: FuncCall, scope: Scope): Value {
  const name = lastWord(call.funcname);
  const facts = scope.context.catalog.functions.get(name);
  const value = callValue(call, scope);
  if (facts?.returnsSet !== true || !facts.strict || !facts.known) return value;
  const args = (call.args ?? []).map((arg) => ({ ...evaluate(arg, scope), nullable: false }));
  return { ...value, nullable: isCallNullable(name, { call, args, facts, scope }) };
}

function resultType(
  name: string,
  args: readonly Value[],
  { facts, scope }: Pick<Call, "facts" | "scope">,
): number {
  const first = args[0]?.type ?? UNKNOWN;
  if (SAME_TYPE.has(name)) return first;
  return TEXT_OF_STRING.has(name) && isString(scope.context.catalog, first) ? TEXT : facts.result;
}

interface Call {
  readonly call: FuncCall;
  readonly args: readonly Value[];
  readonly facts: FunctionFacts;
  readonly scope: Scope;
}

function isCallNullable(name: string, { call, args, facts, scope }: Call): boolean {
  const anyNull = args.some(({ nullable }) => nullable);
  if (AGGREGATES.has(name)) return anyNull || mayBeEmpty(call, scope);
  if (COLLECTORS.has(name)) return mayBeEmpty(call, scope);
  if (NEVER_NULL.has(name)) return anyNull && call.func_variadic === true;
  if (BY_FIRST.has(name) && call.func_variadic !== true) return args[0]?.nullable ?? true;
  if (anyNull || (facts.aggregate && call.over === undefined)) return true;
  if (STRICT.has(name) || BY_FIRST.has(name)) return false;
  return !(SPECIAL[name]?.({ call, args, facts, scope }) ?? false);
}

/** Functions that need a closer look, all arguments being not NULL: true if the result is not NULL. */
const SPECIAL: Readonly<Record<string, (call: Call) => boolean>> = {
  // Of a range, the bound may be missing.
  lower: isOfString,
  upper: isOfString,
  // With a pattern in place of a number, nothing may be found.
  substring: ({ args, scope }) => baseType(scope.context.catalog, args[1]?.type ?? UNKNOWN) === INT4,
  // Of citext, there may be fewer parts.
  split_part: ({ args, scope }) =>
    equalityFamily(scope.context.catalog, commonType(args.slice(0, 2).map(({ type }) => type))) === TEXT,
  extract: isOfAnyTime,
  date_part: isOfAnyTime,
  // With a second argument, the setting may be missing.
  current_setting: ({ args }) => args.length === 1,
  to_timestamp: ({ args }) => args.length === 1,
  // With a third argument, some text means NULL.
  string_to_table: ({ args }) => args.length === 2,
  lag: hasDefault,
  lead: hasDefault,
  first_value: ({ call, scope }) => hasCurrentRow(call.over, scope),
  last_value: ({ call, scope }) => hasCurrentRow(call.over, scope),
};

function isOfString({ args, scope }: Call): boolean {
  return args.length === 1 && isString(scope.context.catalog, args[0]?.type ?? UNKNOWN);
}

/** Infinity has a year and an epoch, but no day of the week. */
function isOfAnyTime({ call }: Call): boolean {
  const field = bodyOf(call.args?.[0], "A_Const")?.sval?.sval?.toLowerCase() ?? "";
  return ["epoch", "year", "isoyear", "decade", "century", "millennium"].includes(field);
}

/** Rows before the first and behind the last have that value. */
function hasDefault({ args }: Call): boolean {
  return args.length === 3;
}

/** An aggregate without rows is NULL; so is one whose FILTER or frame leaves none. */
function mayBeEmpty(call: FuncCall, scope: Scope): boolean {
  if (call.agg_filter !== undefined || call.agg_within_group === true) return true;
  return call.over === undefined ? !scope.grouped : !hasCurrentRow(call.over, scope);
}

// Bits of frameOptions in nodes/parsenodes.h.
const STARTS_IN_TIME = 0x20 | 0x200 | 0x800;
const ENDS_IN_TIME = 0x100 | 0x400 | 0x4000;
const EXCLUDES = 0x8000 | 0x10000 | 0x20000;

/** True if the frame holds at least the row that it is computed for. */
function hasCurrentRow(over: WindowDef | undefined, scope: Scope): boolean {
  const frame = over?.name === undefined ? over?.frameOptions : scope.frames.get(over.name);
  if (frame === undefined) return false;
  return (frame & STARTS_IN_TIME) !== 0 && (frame & ENDS_IN_TIME) !== 0 && (frame & EXCLUDES) === 0;
}

const isAggregation = (call: FuncCall, facts: FunctionFacts): boolean =>
  facts.aggregate && call.over === undefined;

/** What an aggregate computes on: rows as they were before grouping. */
const insideOf = (scope: Scope): Scope => ({ ...scope, rolledUp: false, assumed: new Set() });

/**
 * An aggregate over columns of a statement further out belongs to that one, wherever it is written. True only if it is
 * certain that the call belongs to this level.
 */
function isOwnAggregate(call: FuncCall, scope: Scope): boolean {
  const parts = [call.args, call.agg_filter];
  const refs = findHere(parts, "ColumnRef");
  if (refs.length === 0) return findHere(parts, "SubLink").length === 0;
  return refs.some((ref) => isOfLevel(ref, scope));
}

/** True if the call collects rows of this very level. */
export function isAggregateCall(call: FuncCall, scope: Scope): boolean {
  const facts = scope.context.catalog.functions.get(lastWord(call.funcname));
  return facts?.aggregate === true && call.over === undefined && isOwnAggregate(call, scope);
}
