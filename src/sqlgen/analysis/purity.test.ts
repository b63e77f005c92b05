import { beforeAll, describe, expect, test } from "bun:test";
import { testDatabase } from "../../testing/database.ts";
import { readCatalog } from "../catalog.ts";
import { connect } from "../wire.ts";
import { analyzeCases, parseCases } from "./corpus/corpus.ts";
import { createSchema } from "./corpus/run.ts";

const cases = parseCases(`
-- A plain read.
SELECT id, lower(name), now() FROM parents WHERE id = 1;
-- => pure

-- Joins, WITH, windows, aggregates.
WITH p AS (SELECT id FROM parents) SELECT count(*), max(c.id) OVER () FROM p JOIN children AS c ON c.parent_id = p.id GROUP BY c.id;
-- => pure

-- A function of somebody's own that is stable.
SELECT id FROM parents_of('sad');
-- => pure

-- VALUES.
VALUES (1);
-- => pure

-- A volatile function, wherever it stands.
SELECT id FROM parents WHERE id IN (SELECT 1 FROM children ORDER BY random());
-- => not

-- New values of a sequence.
SELECT nextval('drawn');
-- => not

-- … in a view.
SELECT id FROM numbered;
-- => not

-- Row locks.
SELECT id FROM parents FOR UPDATE;
-- => not

-- … in a subquery.
SELECT s.id FROM (SELECT id FROM parents FOR SHARE) AS s;
-- => not

-- Advisory locks.
SELECT pg_try_advisory_xact_lock(1);
-- => not

-- WITH that writes.
WITH gone AS (DELETE FROM toys RETURNING id) SELECT id FROM gone;
-- => not

-- Writing.
UPDATE parents SET note = 'x' WHERE id = 1 RETURNING id;
-- => not

-- What only this connection knows.
SELECT current_setting('app.user', true);
-- => not

-- … or its transaction: a replica has none.
SELECT txid_current();
-- => not

-- A table that a replica does not have.
SELECT id FROM scratch;
-- => not

-- An operator of somebody's own that is volatile.
SELECT 1 <%> 2;
-- => not
`);

const database = testDatabase({ migrated: false });
let pure: boolean[] = [];

beforeAll(async () => {
  await createSchema(database.sql);
  await database.sql.unsafe(`
    CREATE FUNCTION mixed(int4, int4) RETURNS int4 LANGUAGE sql VOLATILE AS 'SELECT 1';
    CREATE OPERATOR <%> (LEFTARG = int4, RIGHTARG = int4, FUNCTION = mixed)`);
  const wire = await connect(database.url);
  pure = (await analyzeCases(cases, wire, await readCatalog(wire))).map((analysis) => analysis.pure);
  wire.close();
});

describe("pure", () => {
  test.each(cases.map(({ title, expected }, index) => [title, expected, index] as const))(
    "%s",
    (_, expected, index) => {
      expect(pure[index] === true ? "pure" : "not").toBe(expected);
    },
  );
});
