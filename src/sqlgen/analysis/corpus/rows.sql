-- A primary key, fixed by a parameter.
-- with id=1
-- with id=99
SELECT name FROM parents WHERE id = :id!;
-- => maybe

-- The other way round, and in AND.
-- with id=1
SELECT name FROM parents WHERE mood = 'happy' AND :id! = id;
-- => maybe

-- OR proves nothing.
-- with id=1
SELECT name FROM parents WHERE id = :id! OR mood = 'meh';
-- => many

-- Something else than equality.
-- with id=1
SELECT name FROM parents WHERE id >= :id!;
-- => many

-- A column that is not unique.
SELECT id FROM twins WHERE name = 't';
-- => many

-- A unique constraint whose column may be NULL: equality never finds NULL.
SELECT id FROM toys WHERE code = 'X';
-- => maybe

-- … but IS NULL finds many.
SELECT id FROM toys WHERE code IS NULL;
-- => many

-- Half of a key of two columns.
SELECT id FROM children WHERE parent_id = 1;
-- => many

-- All of it.
SELECT id FROM children WHERE parent_id = 1 AND position = 2;
-- => maybe

-- All of it, compared as a row.
-- with a=1 b=2
SELECT id FROM children WHERE (parent_id, position) = (:a!, :b!);
-- => maybe

-- A partial unique index whose condition is there.
SELECT id FROM parents WHERE email = 'ada@x.test' AND deleted_at IS NULL;
-- => maybe

-- … and is not.
SELECT id FROM parents WHERE email = 'ada@x.test';
-- => many

-- … or is its opposite.
SELECT id FROM parents WHERE email = 'ada@x.test' AND deleted_at IS NOT NULL;
-- => many

-- … or stands in OR.
SELECT id FROM parents WHERE email = 'ada@x.test' AND (deleted_at IS NULL OR mood = 'meh');
-- => many

-- A partial index on a flag.
SELECT id FROM children WHERE parent_id = 1 AND is_first;
-- => maybe

-- … without the flag.
SELECT id FROM children WHERE parent_id = 1 AND NOT is_first OR parent_id = 1;
-- => many

-- A partial index over values of an enumeration and over numbers, as Postgres writes them down.
-- with owner=1
SELECT id FROM seats WHERE owner = :owner! AND state = 'taken';
-- => maybe

-- … another value.
SELECT id FROM seats WHERE owner = 1 AND state = 'free';
-- => many

-- … a time of day that a date does not have.
SELECT id FROM seats WHERE owner = 1 AND day = '2026-01-01 12:00:00';
-- => many

-- … over varchar and numeric.
SELECT id FROM seats WHERE owner = 1 AND kind = 'vip' AND price > 10;
-- => maybe

-- … with other numbers.
SELECT id FROM seats WHERE owner = 1 AND kind = 'vip' AND price > 5;
-- => many

-- A partial index over rows that are not NULL: equality says so.
SELECT id FROM seats WHERE code = 'c';
-- => maybe

-- NULLs that count as equal: IS NULL fixes a column.
SELECT note FROM strict_slots WHERE a = 1 AND b IS NULL;
-- => maybe

-- … and so does IS NOT DISTINCT FROM.
-- with a= b=1
-- with a=1 b=
-- with a= b=
SELECT note FROM strict_slots WHERE a IS NOT DISTINCT FROM :a AND b IS NOT DISTINCT FROM :b;
-- => maybe

-- NULLs that do not.
SELECT note FROM loose_slots WHERE a = 1 AND b IS NULL;
-- => many

-- … nor with IS NOT DISTINCT FROM.
-- with a= b=
SELECT note FROM loose_slots WHERE a IS NOT DISTINCT FROM :a AND b IS NOT DISTINCT FROM :b;
-- => many

-- A constraint that is checked at the end of a transaction.
SELECT id FROM deferred_slots WHERE id = 1;
-- => many~

-- IN with one value is equality, with two it is not.
SELECT id FROM parents WHERE id IN (1);
-- => maybe

-- Two.
SELECT id FROM parents WHERE id IN (1, 2);
-- => many

-- = ANY of an array.
-- with ids={1,2}
SELECT id FROM parents WHERE id = ANY (:ids!);
-- => many

-- A value that is computed once.
SELECT id FROM parents WHERE id = (SELECT max(parent_id) FROM badges);
-- => maybe

-- A value that is computed for every row.
SELECT a.id FROM parents AS a WHERE a.id = (SELECT max(b.id) FROM parents AS b WHERE b.id <= a.id);
-- => many

-- A volatile value.
SELECT id FROM parents WHERE id = 1 + floor(random() * 0)::int4 * id;
-- => many~

-- A cast around the column makes different values equal.
SELECT n FROM big_numbers WHERE n::float8 = 9007199254740992;
-- => many

-- A comparison with another type may do so too: int8 with float8.
SELECT n FROM big_numbers WHERE n = 9007199254740992::float8;
-- => many

-- Between integers and numeric it does not.
SELECT n FROM big_numbers WHERE n = 1::int2 OR false;
-- => many~

-- Integers of different sizes.
SELECT n FROM big_numbers WHERE n = 1::int4;
-- => maybe

-- numeric and an integer.
SELECT n FROM big_numbers WHERE exact = 1::int4;
-- => maybe

-- A local time that a time zone maps to the same instant as another.
SELECT at FROM local_times WHERE at = '2026-03-29 02:30+01'::timestamptz;
-- => many~

-- varchar as char loses its spaces at the end.
SELECT short FROM words WHERE short = 'a'::char(2);
-- => many

-- varchar with text does not.
-- with short=a
SELECT short FROM words WHERE short = :short!::text;
-- => maybe

-- A text found without regard to case by a collation.
SELECT text FROM words WHERE text = 'a' COLLATE any_case;
-- => many

-- … by the collation of a column.
SELECT words.text FROM folded_words JOIN words ON words.text = folded_words.text WHERE folded_words.text = 'A';
-- => many

-- A unique index with another collation than its column.
SELECT text FROM words WHERE folded = 'a';
-- => many

-- A unique column that compares without regard to case.
SELECT text FROM folded_words WHERE text = 'a';
-- => maybe

-- citext.
SELECT name FROM citizens WHERE name = 'ADA';
-- => maybe

-- citext with text compares case, and finds less.
-- with name=Ada
SELECT name FROM citizens WHERE name = :name!::text;
-- => maybe

-- text that a citext column is equal to, in any case.
SELECT words.text FROM words JOIN citizens ON words.text = citizens.name::text WHERE citizens.name = 'ada';
-- => maybe

-- Two texts, equal to a citext that is equal to a parameter.
SELECT words.text FROM words, LATERAL (SELECT v.c FROM (VALUES ('a'::citext), ('A')) AS v (c)) AS v WHERE words.text = v.c::text AND v.c = 'a';
-- => many

-- A unique index on an expression is not looked at.
SELECT id FROM parents WHERE lower(name) = 'ada';
-- => many~

-- lower() of a parameter.
-- with code=x
SELECT id FROM toys WHERE code = upper(:code!);
-- => maybe

-- Heirs do not share the key of their parent.
SELECT id FROM animals WHERE id = 1;
-- => many

-- Partitions do.
SELECT note FROM visits WHERE id = 1 AND day = '2026-01-01';
-- => maybe

-- Half of the key of a partitioned table.
SELECT note FROM visits WHERE id = 1;
-- => many

-- A unique index of a materialized view.
SELECT children FROM totals WHERE parent_id = 1;
-- => maybe

-- LIMIT 1.
SELECT name FROM parents ORDER BY name LIMIT 1;
-- => maybe

-- FETCH FIRST.
SELECT name FROM parents ORDER BY name FETCH FIRST ROW ONLY;
-- => maybe

-- … WITH TIES.
SELECT name FROM twins ORDER BY name FETCH FIRST 1 ROW WITH TIES;
-- => many

-- LIMIT 2, LIMIT NULL.
SELECT name FROM parents LIMIT 2;
-- => many

-- LIMIT of a parameter.
-- with n=2
SELECT name FROM parents LIMIT :n!;
-- => many

-- LIMIT 1 of a set that is never empty.
SELECT 1 AS n UNION ALL SELECT id FROM parents WHERE false LIMIT 1;
-- => one

-- LIMIT 0.
SELECT count(*) AS n FROM parents LIMIT 0;
-- => maybe

-- An aggregate without GROUP BY.
SELECT max(id) AS most FROM parents WHERE false;
-- => one

-- … with HAVING.
SELECT max(id) AS most FROM parents HAVING count(*) > 100;
-- => maybe

-- … with OFFSET.
SELECT max(id) AS most FROM parents OFFSET 1;
-- => maybe

-- An aggregate in ORDER BY makes it one row too.
SELECT 1 AS n FROM parents ORDER BY count(*);
-- => one

-- An aggregate over a window does not.
SELECT count(*) OVER () AS n FROM parents;
-- => many

-- An aggregate over columns from outside belongs to the statement outside.
SELECT (SELECT max(parents.id) FROM children LIMIT 1) AS n FROM parents;
-- => many~

-- GROUP BY.
SELECT mood, count(*) FROM parents GROUP BY mood;
-- => many

-- GROUP BY what is fixed.
SELECT mood, count(*) FROM parents WHERE mood = 'meh' GROUP BY mood;
-- => maybe

-- … by constants and parameters.
-- with a=1
SELECT :a!::int4 AS a, count(*) FROM parents GROUP BY :a!::int4;
-- => maybe

-- GROUP BY ().
SELECT count(*) FROM parents GROUP BY ();
-- => one

-- Grouping sets.
SELECT count(*) FROM parents GROUP BY GROUPING SETS ((), ());
-- => many

-- ROLLUP of what is fixed.
SELECT mood, count(*) FROM parents WHERE mood = 'meh' GROUP BY ROLLUP (mood);
-- => many

-- DISTINCT of what is fixed.
SELECT DISTINCT mood FROM parents WHERE mood = 'meh';
-- => maybe

-- DISTINCT of what is not.
SELECT DISTINCT mood, id FROM parents WHERE mood = 'meh';
-- => many

-- DISTINCT ON what is fixed.
SELECT DISTINCT ON (mood) id FROM parents WHERE mood = 'meh' ORDER BY mood, id;
-- => maybe

-- No FROM.
-- with a=1
SELECT :a!::int4 AS a;
-- => one

-- … with WHERE.
SELECT 1 AS a WHERE false;
-- => maybe

-- … with a function that returns a set.
SELECT generate_series(1, 2) AS a;
-- => many

-- … or none.
SELECT unnest('{}'::int4[]) AS a;
-- => many~

-- A function that returns a set next to an aggregate.
SELECT count(*), generate_series(1, 2) AS a FROM parents;
-- => many

-- VALUES.
VALUES (1, 2);
-- => one

-- … of two rows.
VALUES (1), (2);
-- => many

-- A join over a foreign key keeps one row.
SELECT parents.name FROM children JOIN parents ON parents.id = children.parent_id WHERE children.id = 1;
-- => maybe

-- … from the other side it does not.
SELECT children.label FROM parents JOIN children ON children.parent_id = parents.id WHERE parents.id = 1;
-- => many

-- A chain of joins, each by a key.
SELECT toys.name FROM toys JOIN children ON children.id = toys.child_id JOIN parents ON parents.id = children.parent_id LEFT JOIN badges ON badges.parent_id = parents.id LEFT JOIN parents AS givers ON givers.id = badges.awarded_by WHERE toys.id = 1;
-- => maybe

-- The chain in another order, and with USING.
SELECT children.label FROM badges JOIN children USING (parent_id) WHERE children.id = 1;
-- => maybe

-- USING, when the key is on the side of the many.
SELECT children.label FROM badges JOIN children USING (parent_id) WHERE badges.parent_id = 1;
-- => many

-- A left join that finds many.
SELECT children.label FROM parents LEFT JOIN children ON children.parent_id = parents.id WHERE parents.id = 1;
-- => many

-- A left join with LIMIT 1.
SELECT c.label FROM parents LEFT JOIN LATERAL (SELECT label FROM children WHERE parent_id = parents.id LIMIT 1) AS c ON true WHERE parents.id = 1;
-- => maybe

-- … with an aggregate.
SELECT c.n FROM parents CROSS JOIN LATERAL (SELECT count(*) AS n FROM children WHERE parent_id = parents.id) AS c WHERE parents.id = 1;
-- => maybe

-- … with what finds many.
SELECT c.label FROM parents CROSS JOIN LATERAL (SELECT label FROM children WHERE parent_id = parents.id) AS c WHERE parents.id = 1;
-- => many

-- … by a key of its own.
SELECT c.label FROM parents CROSS JOIN LATERAL (SELECT label FROM children WHERE parent_id = parents.id AND position = 1) AS c WHERE parents.id = 1;
-- => maybe

-- The condition of a left join says nothing about its left side.
SELECT parents.id FROM parents LEFT JOIN badges ON badges.parent_id = parents.id AND parents.id = 1;
-- => many

-- … nor does what is fixed on the right side fix the left one.
SELECT parents.id FROM parents LEFT JOIN badges ON badges.parent_id = 1 AND parents.id = badges.parent_id;
-- => many

-- WHERE on the right side makes it an inner join.
SELECT parents.id FROM parents LEFT JOIN badges ON badges.parent_id = parents.id WHERE badges.parent_id = 1;
-- => maybe

-- A value of the missing side, and none where it is missing.
SELECT words.text FROM parents AS a LEFT JOIN badges AS b ON b.parent_id = 1 AND a.id = 1 JOIN words ON words.text = coalesce(lower(nullif(b.title, b.title)), CASE WHEN b.parent_id IS NULL THEN 'a' ELSE 'b' END);
-- => many

-- … which fixes the left side by what it is when it is missing.
SELECT a.id FROM parents AS a LEFT JOIN badges AS b ON b.parent_id = 1 AND a.id = 1 JOIN words ON words.text = CASE WHEN b.parent_id IS NULL THEN 'a' ELSE 'b' END WHERE a.id = CASE words.text WHEN 'b' THEN 1 ELSE 2 END;
-- => many

-- A right join.
SELECT parents.name FROM badges RIGHT JOIN parents ON parents.id = badges.parent_id WHERE parents.id = 1;
-- => maybe

-- A full join.
SELECT parents.id FROM (SELECT id FROM parents WHERE id = 1) AS parents FULL JOIN (SELECT id FROM toys WHERE id = 2) AS toys ON toys.id = parents.id;
-- => many

-- A full join that WHERE makes one-sided.
SELECT parents.id FROM parents FULL JOIN badges ON badges.parent_id = parents.id WHERE parents.id = 1;
-- => maybe

-- Nested outer joins.
SELECT c.id FROM children AS c LEFT JOIN (toys AS t JOIN parents AS p ON p.id = t.id) ON t.id = c.id WHERE c.id = 1;
-- => maybe

-- A cross join of single rows.
SELECT a.id FROM parents AS a, parents AS b WHERE a.id = 1 AND b.id = 2;
-- => maybe

-- … and with many.
SELECT a.id FROM parents AS a, parents AS b WHERE a.id = 1;
-- => many

-- Aggregates side by side.
SELECT a.n, b.n AS m FROM (SELECT count(*) AS n FROM parents) AS a CROSS JOIN (SELECT count(*) AS n FROM toys) AS b;
-- => one

-- … under a condition.
SELECT a.n FROM (SELECT count(*) AS n FROM parents) AS a WHERE a.n > 100;
-- => maybe

-- … joined under a condition.
SELECT a.n FROM (SELECT count(*) AS n FROM parents) AS a JOIN (SELECT count(*) AS n FROM toys) AS b ON b.n = a.n;
-- => maybe

-- … left joined to something that may be missing.
SELECT a.n, b.id FROM (SELECT count(*) AS n FROM parents) AS a LEFT JOIN parents AS b ON b.id = 99;
-- => one

-- Equality from column to column.
SELECT b.parent_id FROM parents AS p JOIN badges AS b ON b.parent_id = p.id JOIN children AS c ON c.parent_id = b.parent_id AND c.position = 1 WHERE c.parent_id = 1;
-- => maybe

-- A subquery's rows are as unique as its table's.
SELECT s.name FROM (SELECT id, name FROM parents) AS s WHERE s.id = 1;
-- => maybe

-- … unless a join multiplies them.
SELECT s.name FROM (SELECT parents.id, parents.name FROM parents JOIN children ON children.parent_id = parents.id) AS s WHERE s.id = 1;
-- => many

-- … or they are joined by a key.
SELECT s.name FROM (SELECT children.id, parents.name FROM parents JOIN children ON children.parent_id = parents.id) AS s WHERE s.id = 1;
-- => maybe

-- … or left joined by one.
SELECT s.title FROM (SELECT parents.id, badges.title FROM parents LEFT JOIN badges ON badges.parent_id = parents.id) AS s WHERE s.id = 1;
-- => maybe

-- … or the key itself is on the missing side.
SELECT s.id FROM (SELECT badges.parent_id, parents.id FROM parents LEFT JOIN badges ON badges.parent_id = parents.id) AS s WHERE s.parent_id IS NULL;
-- => many

-- Groups are unique in what they are grouped by.
SELECT g.n FROM (SELECT parent_id, count(*) AS n FROM children GROUP BY parent_id) AS g WHERE g.parent_id = 1;
-- => maybe

-- … NULL being one of them.
SELECT g.n FROM (SELECT child_id, count(*) AS n FROM toys GROUP BY child_id) AS g WHERE g.child_id IS NULL;
-- => maybe

-- Grouping sets repeat them.
SELECT g.id FROM (SELECT id, mood FROM parents GROUP BY ROLLUP (id, mood)) AS g WHERE g.id = 1;
-- => many

-- Groups by two columns, of which one is shown.
SELECT g.n FROM (SELECT parent_id, count(*) AS n FROM children GROUP BY parent_id, position) AS g WHERE g.parent_id = 1;
-- => many

-- … by an expression.
SELECT g.n FROM (SELECT lower(name) AS name, count(*) AS n FROM twins GROUP BY lower(name)) AS g WHERE g.name = 't';
-- => maybe

-- DISTINCT rows are unique as a whole.
SELECT d.name FROM (SELECT DISTINCT name, kind FROM twins) AS d WHERE d.name = 't' AND d.kind = 'k';
-- => maybe

-- UNION too, UNION ALL not.
SELECT u.name FROM (SELECT name FROM twins UNION SELECT name FROM parents) AS u WHERE u.name = 't';
-- => maybe

-- UNION ALL.
SELECT u.id FROM (SELECT id FROM parents UNION ALL SELECT id FROM toys) AS u WHERE u.id = 1;
-- => many

-- EXCEPT and INTERSECT of single rows.
SELECT id FROM parents WHERE id = 1 EXCEPT SELECT id FROM toys;
-- => maybe

-- INTERSECT.
SELECT id FROM parents INTERSECT SELECT 1;
-- => maybe

-- UNION of single rows.
SELECT 1 AS n UNION SELECT 2;
-- => many

-- WITH.
WITH p AS (SELECT id, name FROM parents), one AS (SELECT id FROM p WHERE id = 1) SELECT one.id FROM one JOIN children ON children.id = one.id;
-- => maybe

-- WITH RECURSIVE.
WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t;
-- => many

-- A view.
SELECT name FROM living WHERE id = 1;
-- => maybe

-- A view whose WHERE is the condition of a partial index.
SELECT name FROM living WHERE email = 'ada@x.test';
-- => maybe

-- A view that groups by two tables' keys.
SELECT toys FROM families WHERE id = 1;
-- => many

-- A function that returns one row, and one that returns many.
SELECT x FROM upper('a') AS x;
-- => one

-- Many.
SELECT id FROM parents_of('meh');
-- => many

-- A function's row depends on what stands before it.
SELECT x FROM parents, LATERAL upper(name) AS x WHERE parents.id = 1;
-- => maybe

-- … by which it is found again.
SELECT parents.id FROM parents, LATERAL (SELECT parents.id AS again LIMIT 1) AS x WHERE parents.id = x.again;
-- => many

-- … of many.
SELECT x FROM parents, upper(name) AS x;
-- => many

-- A table sample of one.
SELECT id FROM parents TABLESAMPLE system (100) WHERE id = 1;
-- => maybe

-- FOR UPDATE.
SELECT id FROM parents WHERE id = 1 FOR UPDATE SKIP LOCKED;
-- => maybe

-- No columns: a count.
SELECT FROM parents;
-- => count

-- A key found by a boolean.
SELECT id FROM flags WHERE owner = 1 AND active;
-- => maybe

-- … by its opposite.
SELECT id FROM flags WHERE owner = 1 AND NOT active;
-- => maybe

-- … by IS TRUE, and not by IS NOT TRUE.
SELECT id FROM flags WHERE owner = 1 AND active IS NOT TRUE;
-- => many

-- A table that is not of this schema.
SELECT relname FROM pg_class WHERE oid = 1259;
-- => many~

-- DISTINCT of a flag that only the condition of a left join fixes: it is NULL where nothing was found.
SELECT DISTINCT children.is_first FROM parents LEFT JOIN children ON children.parent_id = parents.id AND children.is_first;
-- => many

-- … and GROUP BY.
SELECT children.is_first, count(*) FROM parents LEFT JOIN children ON children.parent_id = parents.id AND children.is_first GROUP BY children.is_first;
-- => many

-- NULLs that count as equal, on the missing side: fixed by a column that may be missing too.
SELECT strict_slots.note FROM parents LEFT JOIN badges ON badges.parent_id = 1 AND badges.awarded_by = 2 AND parents.id = 1 JOIN strict_slots ON strict_slots.a IS NOT DISTINCT FROM badges.parent_id AND strict_slots.b IS NULL WHERE parents.id = CASE WHEN strict_slots.a IS NULL THEN 2 ELSE 1 END;
-- => many

-- A key of a subquery whose NULLs count as equal, shown from the missing side.
SELECT s.id FROM (SELECT strict_slots.a, strict_slots.b, parents.id FROM parents LEFT JOIN strict_slots ON strict_slots.note = 'z' AND parents.id = 1 WHERE parents.id = CASE WHEN strict_slots.note IS NULL THEN 2 ELSE 1 END) AS s WHERE s.a IS NULL AND s.b IS NULL;
-- => many

-- pgtyped's lists have one place in the text that is described, and any number of values.
-- @param ids -> (...)
-- with ids=1
SELECT id FROM parents WHERE id IN :ids;
-- => many~
