/** Small questions to the parse tree, whose nodes are objects with one key: the kind. */
import type { Node } from "libpg-query";

type Intersection<U> = (U extends unknown ? (member: U) => void : never) extends (all: infer I) => void
  ? I
  : never;

/** From a node's kind to what it holds. */
export type Bodies = Intersection<Node>;
export type NodeKind = keyof Bodies;

export function bodyOf<K extends NodeKind>(node: Node | undefined, kind: K): Bodies[K] | undefined {
  return (node as Partial<Bodies> | undefined)?.[kind];
}

/** Undefined for the empty node that stands for nothing in some lists. */
export function kindOf(node: Node): NodeKind | undefined {
  for (const kind in node) return kind as NodeKind;
  return undefined;
}

/** What to answer for nodes of some kinds. */
export type Rules<Answer, Args extends readonly unknown[]> = {
  readonly [K in NodeKind]?: (body: Bodies[K], ...args: Args) => Answer;
};

/** Undefined if there is no rule for the node's kind. */
export function applyRule<Answer, Args extends readonly unknown[]>(
  rules: Rules<Answer, Args>,
  node: Node,
  ...args: Args
): Answer | undefined {
  const kind = kindOf(node);
  if (kind === undefined) return undefined;
  const rule = rules[kind] as ((body: unknown, ...args: Args) => Answer) | undefined;
  return rule?.(bodyOf(node, kind), ...args);
}

/** The words of a dotted name; `*` for a star. */
export function wordsOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => bodyOf(node, "String")?.sval ?? (bodyOf(node, "A_Star") ? "*" : ""));
}

export const lastWord = (nodes: readonly Node[] | undefined): string =>
  bodyOf(nodes?.at(-1), "String")?.sval ?? "";

/** An operator as written; undefined when it names its schema, which nobody needs for Postgres' own. */
export function operatorName(name: readonly Node[] | undefined): string | undefined {
  return name?.length === 1 ? bodyOf(name[0], "String")?.sval : undefined;
}

/** What to do with nodes of some kinds. `false` leaves out what is inside the node. */
export type Visitors = { readonly [K in NodeKind]?: (body: Bodies[K]) => unknown };

/** Visits every node in a tree or a part of one. */
export function walk(part: unknown, visitors: Visitors): void {
  if (typeof part !== "object" || part === null) return;
  if (Array.isArray(part)) {
    for (const item of part) walk(item, visitors);
    return;
  }
  // Walking takes most of the time of an analysis, and `Object.entries` most of that of walking.
  for (const key in part) {
    const value: unknown = part[key as keyof typeof part];
    if (typeof value !== "object" || value === null) continue;
    const visit = visitors[key as NodeKind] as ((body: unknown) => unknown) | undefined;
    if (visit?.(value) !== false) walk(value, visitors);
  }
}

/** All bodies of a kind, subqueries included. */
export function findAll<K extends NodeKind>(part: unknown, kind: K): Bodies[K][] {
  const found: Bodies[K][] = [];
  walk(part, { [kind]: (body: Bodies[K]) => found.push(body) });
  return found;
}

/** The same, but not inside of subqueries. */
export function findHere<K extends NodeKind>(part: unknown, kind: K): Bodies[K][] {
  const found: Bodies[K][] = [];
  const isQuery = kind === "SubLink" || kind === "SelectStmt";
  const visit = (body: Bodies[K]): boolean => found.push(body) > 0 && !isQuery;
  walk(part, { SubLink: () => false, SelectStmt: () => false, [kind]: visit });
  return found;
}

/** The conditions that AND joins, however deep. */
export function conjunctsOf(condition: Node | undefined): Node[] {
  if (condition === undefined) return [];
  const all = bodyOf(condition, "BoolExpr");
  return all?.boolop === "AND_EXPR" ? (all.args ?? []).flatMap(conjunctsOf) : [condition];
}

export const isTrue = (node: Node | undefined): boolean => bodyOf(node, "A_Const")?.boolval?.boolval === true;

/** Compares two trees; where in the text they stand does not count. */
export function sameTree(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const keys = (part: object) => Object.keys(part).filter((key) => !/location$|^list_(start|end)$/.test(key));
  const names = keys(a);
  return (
    names.length === keys(b).length &&
    names.every((name) =>
      sameTree((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]),
    )
  );
}
