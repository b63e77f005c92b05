/**
 * The lists of functions and operators that never give NULL, held against Postgres: every overload is called with every
 * combination of values at the edges of its types (up to a number), and must give an error or a value.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import { testDatabase } from "../../testing/database.ts";
import { readCatalog } from "../catalog.ts";
import { connect } from "../wire.ts";
import { EDGES, PSEUDO_TYPES } from "./corpus/edges.ts";
import { AGGREGATES, BY_FIRST, COLLECTORS, NEVER_NULL, STRICT } from "./functions.ts";
import { COMPARISONS, COMPUTATIONS } from "./operators.ts";
import { castMayLose } from "./types.ts";

/** More would say little more, and take long: make_interval has seven arguments. */
const MOST_CALLS = 150;

/** They wait, or change the session that the test runs in. */
const NOT_CALLED = ["pg_sleep", "pg_advisory_lock", "pg_advisory_xact_lock", "set_config"];

/** Without a session state there is nothing to give but an error. */
const NEEDS_A_SEQUENCE = ["currval", "lastval", "nextval", "setval"];

/** Calls of functions that the edges of their types do not satisfy. */
const SAMPLES = [
  "convert_from('x', 'UTF8')",
  "convert_to('x', 'UTF8')",
  "decode('', 'hex')",
  "encode('', 'base64')",
  "normalize('a', NFC)",
  "to_ascii('a', 'LATIN1')",
  "date_trunc('day', 'infinity'::date)",
  "date_trunc('day', '-infinity'::interval)",
  "make_timestamp(1, 1, 1, 0, 0, 0)",
  "make_timestamptz(1, 1, 1, 0, 0, 0)",
  "digest('', 'sha256')",
  "hmac('', '', 'sha256')",
  "gen_salt('bf')",
  ...["cume_dist()", "dense_rank()", "ntile(2)", "percent_rank()", "rank()", "row_number()"].map(
    (call) => `${call} OVER ()`,
  ),
].map((call) => ({ name: call.replace(/\(.*/, ""), call }));

const database = testDatabase({ migrated: false });

beforeAll(async () => {
  await database.sql.unsafe(`
    CREATE EXTENSION citext; CREATE EXTENSION pgcrypto; CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent;
    CREATE EXTENSION "uuid-ossp";
    CREATE FUNCTION answer(call text) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE nulls int4;
    BEGIN
      EXECUTE format('SELECT max(num_nulls(x)) FROM (SELECT %s AS x LIMIT 3) AS calls', call) INTO nulls;
      RETURN CASE WHEN nulls > 0 THEN 'NULL' ELSE 'value' END;
    EXCEPTION WHEN OTHERS THEN RETURN 'error';
    END $$`);
});

describe("never NULL", () => {
  test("functions whose arguments are not NULL", async () => {
    await expectNoNulls([...STRICT, ...BY_FIRST, ...AGGREGATES, ...COLLECTORS], edgesOf);
  });

  test("functions whose arguments may be NULL", async () => {
    await expectNoNulls([...NEVER_NULL], (type) => [...edgesOf(type), `NULL::${PSEUDO_TYPES[type] ?? type}`]);
  });

  test("functions of which only the first argument must not be NULL", async () => {
    await expectNoNulls([...BY_FIRST], (type, index) =>
      index === 0 ? edgesOf(type) : [...edgesOf(type), `NULL::${PSEUDO_TYPES[type] ?? type}`],
    );
  });

  test("comparisons, of all types, and computations, of all but geometric ones", async () => {
    const overloads = await operatorOverloads();
    const calls = overloads.flatMap(({ name, types }) =>
      combinations(types.map((type) => edgesOf(type))).map((args) =>
        args.length === 1 ? `${name} ${args[0]}` : `${args[0]} ${name} ${args[1]}`,
      ),
    );
    const { nulls, answered } = await ask(calls.map((call) => ({ name: call, call })));
    expect(nulls).toEqual([]);
    expect(answered.size).toBeGreaterThan(3000);
  });
});

test("casts: only those that are known to may give NULL", async () => {
  const wire = await connect(database.url);
  const catalog = await readCatalog(wire);
  wire.close();
  const types: { name: string; oid: number }[] = await database.sql`
    SELECT name, to_regtype(name)::oid AS oid FROM unnest(${database.sql.array(Object.keys(EDGES), "text")}) AS name
    WHERE to_regtype(name) IS NOT NULL AND name !~ '^"?any'`;
  const calls = types.flatMap((from) =>
    types.flatMap((to) =>
      edgesOf(from.name).map((value) => ({
        name: `${from.name} ${to.name}`,
        from,
        to,
        call: `(${value})::${to.name}`,
      })),
    ),
  );
  const { nulls, answered } = await ask(calls);
  const surprises = calls.filter(
    ({ call, from, to }) => nulls.includes(call) && !castMayLose(catalog, from.oid, to.oid),
  );
  expect(surprises).toEqual([]);
  expect(answered.size).toBeGreaterThan(500);
});

type Edges = (type: string, index: number) => readonly string[];

const edgesOf = (type: string): readonly string[] => EDGES[type] ?? [];

/** None gives NULL, and each has been called with success at least once: a name that does not exist would pass unseen. */
async function expectNoNulls(names: readonly string[], edges: Edges): Promise<void> {
  const called = names.filter((name) => !NOT_CALLED.includes(name));
  const overloads = await functionOverloads(called);
  const calls = overloads.flatMap(({ name, types }) =>
    combinations(types.map(edges)).map((args) => ({ name, call: `"${name}"(${args.join(", ")})` })),
  );
  const { nulls, answered } = await ask([...calls, ...SAMPLES]);
  expect(nulls).toEqual([]);
  expect(called.filter((name) => !answered.has(name) && !NEEDS_A_SEQUENCE.includes(name))).toEqual([]);
}

interface Overload {
  readonly name: string;
  readonly types: readonly string[];
}

async function functionOverloads(names: readonly string[]): Promise<Overload[]> {
  const rows: Overload[] = await database.sql`
    SELECT proname AS name, array(SELECT format_type(type, NULL) FROM unnest(proargtypes) AS type)::text[] AS types
    FROM pg_proc
    WHERE proname = ANY (${database.sql.array([...names], "text")})`;
  return rows;
}

async function operatorOverloads(): Promise<Overload[]> {
  const rows: Overload[] = await database.sql`
    SELECT oprname AS name, array_remove(ARRAY[nullif(oprleft, 0)::regtype::text, oprright::regtype::text], NULL) AS types
    FROM pg_operator
    JOIN pg_type ON pg_type.oid = oprright
    WHERE oprname = ANY (${database.sql.array([...COMPARISONS], "text")})
      OR (oprname = ANY (${database.sql.array([...COMPUTATIONS], "text")}) AND typcategory <> 'G')`;
  return rows;
}

/** Every value of the first with every value of the others; where that is too much, every n-th. */
function combinations(lists: readonly (readonly string[])[]): string[][] {
  const total = lists.reduce((product, list) => product * list.length, 1);
  const step = Math.max(1, total / MOST_CALLS);
  const count = Math.min(total, MOST_CALLS);
  return Array.from({ length: count }, (_, index) => combination(lists, Math.floor(index * step)));
}

function combination(lists: readonly (readonly string[])[], number: number): string[] {
  let rest = number;
  return lists.map((list) => {
    const value = list[rest % list.length] ?? "";
    rest = Math.floor(rest / list.length);
    return value;
  });
}

interface Call {
  readonly name: string;
  readonly call: string;
}

async function ask(calls: readonly Call[]): Promise<{ nulls: string[]; answered: Set<string> }> {
  const texts = database.sql.array(
    calls.map(({ call }) => call),
    "text",
  );
  const rows: { answer: string }[] = await database.sql`
    SELECT answer(call) AS answer FROM unnest(${texts}) WITH ORDINALITY AS calls (call, number) ORDER BY number`;
  const having = (answer: string): Call[] => calls.filter((_, index) => rows[index]?.answer === answer);
  return {
    nulls: having("NULL").map(({ call }) => call),
    answered: new Set(having("value").map(({ name }) => name)),
  };
}
