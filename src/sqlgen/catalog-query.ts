/**
 * The question that `readCatalog` asks, in one statement: rows as arrays, as names of keys would be most of the answer.
 * `catalog-data.ts` says what each place means.
 */

/** Written once: the tables and views of the project. */
const OWN_SCHEMA = `nspname !~ '^pg_' AND nspname <> 'information_schema'`;

/** Extensions whose functions the analysis knows, or that only overload Postgres' own for their types. */
const KNOWN_EXTENSIONS = `('citext', 'pgcrypto', 'pg_trgm', 'unaccent', 'uuid-ossp', 'btree_gist', 'btree_gin')`;

/** NOT NULL can be added without looking at the rows that are there (Postgres 18): such a constraint proves nothing. */
const NOT_NULL = `attnotnull AND NOT EXISTS (
  SELECT FROM pg_constraint
  WHERE conrelid = attrelid AND contype = 'n' AND conkey = ARRAY[attnum] AND NOT convalidated
)`;

const COLUMNS = `
SELECT attrelid AS oid, json_agg(json_build_array(
    attnum, attname, atttypid::int8, ${NOT_NULL}, col_description(attrelid, attnum),
    atthasdef OR attidentity <> '', attgenerated <> '', coalesce(NOT collisdeterministic, false)
  ) ORDER BY attnum) AS rows
FROM own
JOIN pg_attribute ON attrelid = own.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_collation ON pg_collation.oid = attcollation
GROUP BY attrelid`;

/** Only keys that hold at any moment, by the equality that \`=\` means for the column. */
const KEYS = `
SELECT indrelid AS oid, json_agg(json_build_array(key.names, indnullsnotdistinct, pg_get_expr(indpred, indrelid))) AS rows
FROM own
JOIN pg_index ON indrelid = own.oid AND indisunique AND indisvalid AND indimmediate
JOIN pg_class AS index ON index.oid = indexrelid
JOIN pg_am ON pg_am.oid = index.relam AND amname = 'btree'
CROSS JOIN LATERAL (
  SELECT json_agg(attname) AS names, bool_and(attname IS NOT NULL AND opcdefault AND part.compares_by = coalesce(attcollation, 0)) AS plain
  FROM unnest(indkey::int2[], indclass::oid[], indcollation::oid[]) WITH ORDINALITY AS part (attribute, class, compares_by, number)
  LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = part.attribute AND attnum > 0
  LEFT JOIN pg_opclass ON pg_opclass.oid = part.class
  WHERE part.number <= indnkeyatts
) AS key
WHERE key.plain
GROUP BY indrelid`;

/** Bits of tgtype: 1 for each row, 2 before, 4 insert, 8 delete, 16 update, 64 instead of. */
const TRIGGERS = `
SELECT family.root AS oid, json_agg(json_build_array(tgtype, CASE WHEN lanname = 'plpgsql' THEN prosrc END)) AS rows
FROM family
JOIN pg_trigger ON tgrelid = family.member AND tgtype & 1 = 1 AND tgtype & 66 <> 0
JOIN pg_proc ON pg_proc.oid = tgfoid
JOIN pg_language ON pg_language.oid = prolang
GROUP BY family.root`;

const RELATIONS = `
SELECT json_agg(json_build_array(
  own.oid::int8, own.nspname, own.relname, own.relkind, obj_description(own.oid, 'pg_class'), columns.rows, keys.rows,
  own.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = own.oid),
  own.relpersistence = 'u',
  own.relhasrules AND EXISTS (SELECT FROM pg_rewrite WHERE ev_class = own.oid AND rulename <> '_RETURN'),
  triggers.rows,
  CASE WHEN own.relkind = 'v' THEN pg_get_viewdef(own.oid) END
))
FROM own
LEFT JOIN columns ON columns.oid = own.oid
LEFT JOIN keys ON keys.oid = own.oid
LEFT JOIN triggers ON triggers.oid = own.oid`;

/** Row types of Postgres' own tables are left out: nearly half of all types. */
const TYPES = `
SELECT json_agg(json_build_array(
  pg_type.oid::int8, nspname, typname, typtype, typcategory,
  CASE WHEN typcategory = 'A' AND typname !~ 'vector$' THEN typelem::int8 ELSE 0 END, typbasetype::int8, typnotnull, labels.names, extension.name,
  CASE WHEN ${OWN_SCHEMA} THEN obj_description(pg_type.oid, 'pg_type') END
))
FROM pg_type
JOIN pg_namespace ON pg_namespace.oid = typnamespace
LEFT JOIN LATERAL (
  SELECT json_agg(enumlabel ORDER BY enumsortorder) AS names FROM pg_enum WHERE enumtypid = pg_type.oid AND typtype = 'e'
) AS labels ON true
LEFT JOIN extension ON classid = 'pg_type'::regclass AND objid = pg_type.oid
WHERE ${OWN_SCHEMA} OR (nspname = 'pg_catalog' AND typrelid = 0 AND typname !~ '^_pg_')`;

/** Flags, added up: 1 known, 2 any volatile, 4 all strict, 8 any returns a set, 16 all are aggregates (or need OVER). */
const FUNCTIONS = `
SELECT json_agg(json_build_array(proname, flags, result))
FROM (
  SELECT proname,
    bool_and(pronamespace = 'pg_catalog'::regnamespace OR coalesce(extension.name IN ${KNOWN_EXTENSIONS}, false))::int
      + 2 * bool_or(provolatile = 'v')::int + 4 * bool_and(proisstrict)::int
      + 8 * bool_or(proretset)::int + 16 * (bool_or(prokind = 'a') AND bool_and(prokind IN ('a', 'w')))::int AS flags,
    CASE
      WHEN min(prorettype) = max(prorettype) AND bool_and(typtype <> 'p') THEN min(prorettype)::int8
      WHEN bool_and(typcategory IN ('B', 'D', 'N', 'S', 'T') AND typtype = 'b') THEN -1
      ELSE 0
    END AS result
  FROM pg_proc
  JOIN pg_type ON pg_type.oid = prorettype
  LEFT JOIN extension ON classid = 'pg_proc'::regclass AND objid = pg_proc.oid
  WHERE prorettype NOT IN ('internal'::regtype, 'index_am_handler'::regtype, 'trigger'::regtype)
  GROUP BY proname
) AS functions`;

/** Flags, added up: 1 known, 2 any volatile, 4 all strict. */
const OPERATORS = `
SELECT json_agg(json_build_array(oprname, flags))
FROM (
  SELECT oprname,
    bool_and(oprnamespace = 'pg_catalog'::regnamespace OR extension.name IS NOT NULL)::int
      + 2 * bool_or(provolatile = 'v')::int + 4 * bool_and(proisstrict)::int AS flags
  FROM pg_operator
  JOIN pg_proc ON pg_proc.oid = oprcode
  LEFT JOIN extension ON classid = 'pg_operator'::regclass AND objid = pg_operator.oid
  GROUP BY oprname
) AS operators`;

const OWN_CASTS = `
SELECT json_agg(json_build_array(castsource::int8, casttarget::int8))
FROM pg_cast
JOIN pg_proc ON pg_proc.oid = castfunc AND pronamespace <> 'pg_catalog'::regnamespace
LEFT JOIN extension ON classid = 'pg_cast'::regclass AND objid = pg_cast.oid
WHERE extension.name IS NULL`;

export const catalogQuery = `
WITH RECURSIVE own AS MATERIALIZED (
  SELECT pg_class.oid, nspname, relname, relkind, relpersistence, relhasrules
  FROM pg_class
  JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND ${OWN_SCHEMA}
), family AS (
  SELECT oid AS root, oid AS member FROM own
  UNION
  SELECT family.root, inhrelid FROM family JOIN pg_inherits ON inhparent = family.member
), extension AS MATERIALIZED (
  SELECT classid, objid, extname AS name
  FROM pg_depend
  JOIN pg_extension ON pg_extension.oid = refobjid
  WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
), columns AS (${COLUMNS}
), keys AS (${KEYS}
), triggers AS (${TRIGGERS}
)
SELECT json_build_object(
  'searchPath', current_schemas(true),
  'relations', (${RELATIONS}),
  'types', (${TYPES}),
  'functions', (${FUNCTIONS}),
  'operators', (${OPERATORS}),
  'ownCasts', (${OWN_CASTS})
)`;
