/** The same few queries over every type: a type must not change what is known of NULLs. */
import { EDGES } from "./edges.ts";

/** Types of the schema, and those without edges. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  mood: ["'sad'"],
  amount: ["'0'"],
  pair: ["ROW(NULL, NULL)", "ROW(1, 'x')"],
  hstore: ["''", "'a=>NULL'"],
  ltree: ["''", "'a.b'"],
  xml: ["''", "'<a/>'"],
  "mood[]": ["'{}'", "'{sad,NULL}'"],
  "citext[]": ["'{}'", "'{a,NULL}'"],
  "amount[]": ["'{1,NULL}'"],
  "pair[]": ["'{NULL}'"],
  "int8[]": ["'{}'", "'{1,NULL}'"],
  "uuid[]": ["'{}'"],
  "numeric[]": ["'{NaN,NULL}'"],
  "bool[]": ["'{t,NULL}'"],
  "timestamptz[]": ["'{infinity,NULL}'"],
  "jsonb[]": ["'{null}'"],
  "bytea[]": ["'{\"\"}'"],
  "float4[]": ["'{NaN}'"],
};

/** No columns of them. */
const NOT_STORED: ReadonlySet<string> = new Set(["record", "anyenum", '"any"', "regdictionary"]);

const types: readonly (readonly [string, readonly string[]])[] = [
  ...Object.entries(EDGES).filter(([type]) => !NOT_STORED.has(type) && !type.startsWith("any")),
  ...Object.entries(OTHERS),
];

/** A table for each type, with each of its values. */
export const typesSchema = types
  .map(([type, values], index) => {
    const column = /^(bit|character)$/.test(type) ? `${type}(3)` : type;
    const rows = values.map(
      (value) => `(${value}::${column}, NULL), (${value}::${column}, ${value}::${column})`,
    );
    return `CREATE TABLE typed_${index} (required ${column} NOT NULL, optional ${column});
      INSERT INTO typed_${index} VALUES ${rows.join()};`;
  })
  .join("\n");

export const typesCases = types
  .map(
    ([type], index) => `
-- ${type}.
SELECT required, optional, coalesce(optional, required) AS either, required::text AS text, ARRAY[optional] AS list FROM typed_${index};
-- => required optional? either text list

-- ${type}, joined.
SELECT a.required, b.required AS other FROM typed_${index} AS a LEFT JOIN typed_${index} AS b ON a.optional IS NULL;
-- => required other?

-- ${type}, grouped.
SELECT count(optional) AS n, any_value(required) AS one, any_value(optional) AS other, jsonb_agg(optional) AS list FROM typed_${index} GROUP BY num_nulls(optional);
-- => n one other? list

-- ${type}, in WITH and UNION.
WITH t AS MATERIALIZED (SELECT required, optional FROM typed_${index}) SELECT required AS a, optional AS b FROM t WHERE optional IS NOT NULL UNION ALL SELECT required, required FROM t;
-- => a b
`,
  )
  .join("");
