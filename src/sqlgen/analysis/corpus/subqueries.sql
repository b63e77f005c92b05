-- A scalar subquery may find nothing.
SELECT (SELECT label FROM children WHERE children.parent_id = parents.id LIMIT 1) AS a FROM parents;
-- => a?

-- A scalar aggregate always gives a row.
SELECT (SELECT count(*) FROM children WHERE children.parent_id = parents.id) AS a, (SELECT max(label) FROM children WHERE children.parent_id = parents.id) AS b, (SELECT coalesce(max(label), '') FROM children WHERE children.parent_id = parents.id) AS c FROM parents;
-- => a b? c

-- With HAVING it may give none.
SELECT (SELECT count(*) FROM children WHERE children.parent_id = parents.id HAVING count(*) > 1) AS a FROM parents;
-- => a?

-- With OFFSET or LIMIT 0 too.
SELECT (SELECT count(*) FROM children OFFSET 1) AS a, (SELECT count(*) FROM children LIMIT 0) AS b, (SELECT 1) AS c, (SELECT 1 WHERE false) AS d;
-- => a? b? c d?

-- An aggregate over columns from outside belongs to the statement outside.
SELECT (SELECT count(parents.id) FROM children WHERE false) AS a FROM parents;
-- => a?

-- … and is over nothing where that one is, whatever groups there are inside.
SELECT (SELECT max(parents.id) FROM (VALUES (1)) AS v (g) GROUP BY g) AS a FROM parents WHERE false;
-- => a?

-- EXISTS and ARRAY are never NULL.
SELECT EXISTS (SELECT FROM children WHERE children.parent_id = parents.id) AS a, NOT EXISTS (SELECT FROM toys) AS b, ARRAY(SELECT note FROM children WHERE children.parent_id = parents.id) AS c FROM parents;
-- => a b c

-- IN a subquery: NULL if nothing is equal and something is NULL.
SELECT id IN (SELECT child_id FROM toys) AS a, id IN (SELECT id FROM children) AS b, amount IN (SELECT id FROM children) AS c, id = ANY (SELECT id FROM toys) AS d, id > ALL (SELECT id FROM toys WHERE false) AS e, id NOT IN (SELECT child_id FROM toys) AS f FROM parents;
-- => a? b c? d e f?

-- Rows IN a subquery.
SELECT (id, note) IN (SELECT id, note FROM children) AS a, (id, name) IN (SELECT id, label FROM children) AS b, (id, name) = (SELECT id, label FROM children WHERE false) AS c FROM parents;
-- => a? b c?

-- A subquery in FROM.
SELECT s.name, s.shout, s.note FROM (SELECT name, upper(name) AS shout, note FROM parents) AS s;
-- => name shout note?

-- Names that nobody gave.
SELECT s.upper, s.coalesce, s."case", s.int4, s.array FROM (SELECT upper(note), coalesce(note, ''), CASE WHEN id > 1 THEN 1 END, (id + 1)::int4, ARRAY[1] FROM parents) AS s;
-- => upper? coalesce case? int4 array

-- VALUES.
SELECT v.a, v.b FROM (VALUES (1, 'x'), (2, NULL)) AS v (a, b);
-- => a b?

-- VALUES alone.
VALUES (1, NULL, 'x'), (NULL, 2, 'y');
-- => column1? column2? column3

-- TABLE.
TABLE badges;
-- => parent_id title awarded_by?

-- WITH.
WITH named AS (SELECT id, name, note FROM parents) SELECT named.name, named.note FROM named;
-- => name note?

-- WITH, materialized, and left joined: where the planner's view of it is hidden.
WITH c AS MATERIALIZED (SELECT parent_id, label FROM children) SELECT parents.name, c.label FROM parents LEFT JOIN c ON c.parent_id = parents.id;
-- => name label?

-- WITH of a left join, not materialized.
WITH c AS NOT MATERIALIZED (SELECT parents.id, children.label FROM parents LEFT JOIN children ON children.parent_id = parents.id) SELECT c.id, c.label FROM c;
-- => id label?

-- WITH with names for columns.
WITH c (key, title) AS (SELECT id, note FROM parents) SELECT key, title FROM c;
-- => key title?

-- A WITH query that uses another, and one that hides a table.
WITH parents AS (SELECT id, note AS name FROM parents), again AS (SELECT name FROM parents) SELECT again.name FROM again;
-- => name?

-- A name in WITH that comes later means the table.
WITH a AS (SELECT title FROM badges), badges AS (SELECT NULL::text AS title) SELECT a.title, badges.title AS other FROM a, badges;
-- => title other?

-- Recursive.
WITH RECURSIVE steps AS (SELECT 1 AS n, 'x' AS label UNION ALL SELECT n + 1, label || 'x' FROM steps WHERE n < 3) SELECT n, label FROM steps;
-- => n label

-- What the recursive part makes NULL, and what follows from that.
WITH RECURSIVE steps AS (SELECT 1 AS n, 'x' AS a, 'y' AS b UNION ALL SELECT n + 1, b, nullif(b, 'y') FROM steps WHERE n < 3) SELECT n, a, b FROM steps;
-- => n a? b?

-- A tree, by a left join in its recursive part.
WITH RECURSIVE tree AS (
  SELECT parents.id, parents.name, NULL::text AS above FROM parents WHERE id = 1
  UNION
  SELECT parents.id, parents.name, tree.name FROM tree JOIN parents ON parents.id = tree.id + 1
) SELECT id, name, above FROM tree;
-- => id name above?

-- SEARCH and CYCLE add columns.
WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SEARCH DEPTH FIRST BY n SET ord CYCLE n SET is_cycle USING path SELECT n, ord, is_cycle, path FROM t;
-- => n ord~ is_cycle~ path~

-- Recursive WITH, in an order of its own.
WITH RECURSIVE a AS (SELECT label FROM b), b AS (SELECT label, note FROM children) SELECT a.label FROM a;
-- => label

-- WITH inside of a subquery.
SELECT s.note FROM (WITH inner_one AS (SELECT note FROM parents) SELECT note FROM inner_one) AS s;
-- => note?

-- UNION: both sides must promise.
SELECT name, note FROM parents UNION ALL SELECT label, label FROM children;
-- => name note?

-- … also the other one.
SELECT name FROM parents UNION SELECT note FROM parents;
-- => name?

-- INTERSECT: one promise is enough.
SELECT name FROM parents INTERSECT SELECT coalesce(note, name) FROM parents;
-- => name

-- INTERSECT finds NULL in both.
SELECT note FROM parents INTERSECT SELECT note FROM children;
-- => note?

-- INTERSECT with a side that promises.
SELECT note FROM children INTERSECT SELECT label FROM children UNION ALL SELECT 'x';
-- => note

-- EXCEPT: what the left side promises.
SELECT id, note FROM parents EXCEPT SELECT 1, 'first';
-- => id note?

-- Nested combinations.
(SELECT name FROM parents EXCEPT SELECT 'Ada') UNION ALL (SELECT name FROM toys INTERSECT SELECT note FROM parents);
-- => name

-- DISTINCT changes nothing.
SELECT DISTINCT ON (mood) mood, note, name FROM parents ORDER BY mood, id;
-- => mood note? name

-- Two subqueries deep, correlated.
SELECT (SELECT (SELECT parents.note)) AS a, (SELECT (SELECT parents.name)) AS b FROM parents;
-- => a? b

-- Functions in FROM.
SELECT n FROM generate_series(1, 3) AS n;
-- => n

-- Elements of an array may be NULL.
SELECT parents.name, label FROM parents, unnest(parents.labels) AS label;
-- => name label?

-- Several arrays of different lengths.
SELECT a, b FROM unnest(ARRAY[1, 2], ARRAY['x']) AS u (a, b);
-- => a~ b?

-- ROWS FROM fills up.
SELECT a, b FROM ROWS FROM (generate_series(1, 2), generate_series(1, 3)) AS r (a, b);
-- => a? b~

-- WITH ORDINALITY.
SELECT tag, number FROM unnest(ARRAY['x', NULL]) WITH ORDINALITY AS t (tag, number);
-- => tag? number

-- Elements of JSON: JSON's null is a value, its text is not.
SELECT e.value, t.value AS text FROM jsonb_array_elements('[1, null]') AS e (value), jsonb_array_elements_text('[1, null]') AS t (value);
-- => value text?

-- … under the names that the functions give.
SELECT e.value, x.value AS text FROM jsonb_array_elements('[1, null]') AS e, LATERAL (SELECT t.value FROM jsonb_array_elements_text('[1, null]') AS t) AS x;
-- => value text?

-- Pairs of JSON.
SELECT j.key, j.value, t.key AS text_key, t.value AS text FROM parents, jsonb_each(parents.doc) AS j, jsonb_each_text(parents.doc) AS t WHERE parents.id = 1;
-- => key value text_key text?

-- A record's columns.
SELECT r.a, r.b FROM jsonb_to_recordset('[{"a": 1}]') AS r (a int4, b text);
-- => a~ b?

-- JSON_TABLE and XMLTABLE.
SELECT t.a, t.n FROM json_table('[{"a": 1}, {}]'::jsonb, '$[*]' COLUMNS (n FOR ORDINALITY, a int4 PATH '$.a')) AS t;
-- => a? n~

-- Functions of somebody's own in FROM.
SELECT p.name, p.note FROM parents_of('meh') AS p;
-- => name~ note?

-- … that return a table.
SELECT t.x, t.y FROM table_of(1) AS t;
-- => x~ y?

-- A name that a function's unknown columns may hide.
SELECT s.y FROM (SELECT 'x' AS y) AS o CROSS JOIN LATERAL (SELECT y FROM table_of(1)) AS s;
-- => y?

-- A function that is a single value.
SELECT s AS a, lost FROM upper('x') AS s, lost(1);
-- => a lost?

-- Functions that return sets in the list of columns are filled up too.
SELECT generate_series(1, 2) AS a, generate_series(1, 3) AS b;
-- => a? b~

-- … next to columns that are not.
SELECT id, generate_series(1, 2) AS a, unnest(ARRAY['x', NULL, 'z']) AS b FROM parents WHERE id = 1;
-- => id a? b?

-- One alone.
SELECT id, generate_series(1, 2) AS a FROM parents;
-- => id a

-- A table of Postgres itself.
SELECT pg_class.relname, pg_class.reltoastrelid FROM pg_catalog.pg_class LIMIT 1;
-- => relname~ reltoastrelid~

-- A name that only a table of Postgres can have.
SELECT parents.name, typname FROM parents JOIN pg_type ON pg_type.typname = 'int4';
-- => name typname~
