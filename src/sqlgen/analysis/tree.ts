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

export const kindOf = (node: Node): NodeKind => Object.keys(node)[0] as NodeKind;

/** The words of a dotted name; `*` for a star. */
export function wordsOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => bodyOf(node, "String")?.sval ?? (bodyOf(node, "A_Star") ? "*" : ""));
}

export const lastWord = (nodes: readonly Node[] | undefined): string => wordsOf(nodes).at(-1) ?? "";

/** An operator as written; undefined when it names its schema, which nobody needs for Postgres' own. */
export function operatorName(name: readonly Node[] | undefined): string | undefined {
  const words = wordsOf(name);
  return words.length === 1 ? words[0] : undefined;
}

/** Calls `visit` for every node in a tree or a part of one; `false` leaves out what is inside. */
export function walk(part: unknown, visit: (kind: NodeKind, body: object) => boolean | undefined): void {
  if (typeof part !== "object" || part === null) return;
  if (Array.isArray(part)) {
    for (const item of part) walk(item, visit);
    return;
  }
  // Walking takes most of the time of an analysis, and `Object.entries` most of that of walking.
  for (const key in part) {
    const value: unknown = part[key as keyof typeof part];
    if (typeof value !== "object" || value === null) continue;
    if (isKind(key) && visit(key, value) === false) continue;
    walk(value, visit);
  }
}

/** Kinds begin with a capital, the names of fields do not. */
const isKind = (key: string): key is NodeKind => key >= "A" && key < "[";

/** All bodies of a kind, subqueries included. */
export function findAll<K extends NodeKind>(part: unknown, wanted: K): Bodies[K][] {
  const found: Bodies[K][] = [];
  walk(part, (kind, body) => {
    if (kind === wanted) found.push(body as Bodies[K]);
    return undefined;
  });
  return found;
}

/** The same, but not inside of subqueries. */
export function findHere<K extends NodeKind>(part: unknown, wanted: K): Bodies[K][] {
  const found: Bodies[K][] = [];
  walk(part, (kind, body) => {
    if (kind === wanted) found.push(body as Bodies[K]);
    return kind !== "SubLink" && kind !== "SelectStmt";
  });
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
