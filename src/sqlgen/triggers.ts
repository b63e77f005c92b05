/**
 * What a trigger function in PL/pgSQL can do to a row before it is written, as far as its text proves it: most only
 * check, or set `updated_at`. A text that does anything unusual with NEW counts as doing everything.
 */

export interface TriggerEffect {
  readonly skips: boolean;
  readonly changes: "any" | ReadonlySet<string>;
}

const ANYTHING: TriggerEffect = { skips: true, changes: "any" };

/** `source` is undefined where the function is written in another language. */
export function triggerEffect(source: string | undefined): TriggerEffect {
  if (source === undefined) return ANYTHING;
  const text = plainText(source);
  if (text === undefined) return ANYTHING;
  const rest = text.replaceAll(/\breturn\s+new\s*;/g, ";");
  const changes = new Set<string>();
  // A column that is only read counts as changed too: telling the two apart would take a parser.
  const others = rest.replaceAll(/\bnew\s*\.\s*([\w\u0080-\uffff]+)/g, (_, column: string) => {
    changes.add(column);
    return "";
  });
  if (/\bnew\b/.test(others)) return ANYTHING;
  return { skips: /\breturn\b/.test(rest) || !/\breturn\b/.test(text), changes };
}

/** In lower case as Postgres does it (ASCII alone), without comments and strings; undefined where escapes, quoted names or dollar quotes make that a guess. */
function plainText(source: string): string | undefined {
  if (source.includes("\\'")) return undefined;
  const text = source
    .replaceAll(/--[^\n]*|\/\*.*?\*\/|'(?:[^']|'')*'/gs, " ")
    .replaceAll(/[A-Z]+/g, (word) => word.toLowerCase());
  return /["$]|'|\/\*/.test(text) ? undefined : text;
}
