-- Aggregates over nothing.
SELECT count(*) AS a, count(note) AS b, sum(id) AS c, max(name) AS d, avg(id) AS e, array_agg(id) AS f, string_agg(name, ',') AS g, bool_and(id > 0) AS h, jsonb_agg(id) AS i, coalesce(sum(id), 0) AS j, jsonb_object_agg(id, name) AS k FROM parents WHERE false;
-- => a b c? d? e? f? g? h? i? j k?

-- Aggregates of groups.
SELECT mood, count(*) AS a, sum(id) AS c, max(name) AS d, avg(id) AS e, array_agg(note) AS f, string_agg(name, ',') AS g, bool_and(id > 0) AS h, jsonb_agg(note) AS i, jsonb_object_agg(id, note) AS k, any_value(name) AS l, min(id) AS m FROM parents GROUP BY mood;
-- => mood a c d e f g h i k l m

-- Of values that may be NULL.
SELECT mood, sum(score) AS a, max(note) AS b, string_agg(note, ',') AS c, bool_or(score > 1) AS d, array_agg(score) AS e, count(score) AS f, avg(amount) AS g FROM parents GROUP BY mood;
-- => mood a~ b~ c~ d~ e f g~

-- In groups of one.
SELECT id, sum(score) AS a, max(note) AS b, string_agg(note, ',') AS c, bool_or(score > 1) AS d, stddev(id) AS e, percentile_cont(0.5) WITHIN GROUP (ORDER BY id) AS f, mode() WITHIN GROUP (ORDER BY note) AS g, var_pop(id) AS h, corr(id, id) AS i FROM parents GROUP BY id;
-- => id a? b? c? d? e? f~ g? h~ i?

-- FILTER leaves some groups empty.
SELECT mood, count(*) FILTER (WHERE id > 4) AS a, sum(id) FILTER (WHERE id > 4) AS b, array_agg(id) FILTER (WHERE id > 4) AS c FROM parents GROUP BY mood;
-- => mood a b? c?

-- Grouping by what may be NULL.
SELECT note, count(*) AS a FROM parents GROUP BY note;
-- => note? a

-- Grouping by an expression, by number and by name.
SELECT lower(name) AS a, coalesce(note, 'x') AS b, length(note) AS c, count(*) AS d FROM parents GROUP BY lower(name), 2, c;
-- => a b c? d

-- A column that follows from the primary key.
SELECT parents.id, parents.name, parents.note, count(children.id) AS n, max(children.label) AS label FROM parents LEFT JOIN children ON children.parent_id = parents.id GROUP BY parents.id;
-- => id name note? n label?

-- ROLLUP: columns are NULL in the totals.
SELECT mood, name, count(*) AS n FROM parents GROUP BY ROLLUP (mood, name);
-- => mood? name? n

-- CUBE.
SELECT mood, name, sum(id) AS n FROM parents GROUP BY CUBE (mood, name);
-- => mood? name? n~

-- GROUPING SETS with a set that is empty, of no rows.
SELECT mood, count(*) AS n, sum(id) AS s FROM parents WHERE false GROUP BY GROUPING SETS ((mood), ());
-- => mood? n s?

-- Expressions over columns that were rolled up.
SELECT coalesce(mood::text, 'all') AS a, upper(name) AS b, grouping(mood) AS c, 'x' AS d FROM parents GROUP BY ROLLUP (mood, name);
-- => a b? c d

-- Rolled up expressions become NULL as a whole.
SELECT coalesce(note, 'none') AS a, count(*) AS n FROM parents GROUP BY ROLLUP (coalesce(note, 'none'));
-- => a? n~

-- … also when only their name is written there.
SELECT 'x' || id AS a, count(*) AS n FROM parents GROUP BY ROLLUP (a);
-- => a? n~

-- … or their number.
SELECT length(name) AS a, count(*) AS n FROM parents GROUP BY ROLLUP (1);
-- => a? n~

-- What an aggregate computes on was not rolled up, but what it gives may still be over nothing.
SELECT mood, array_agg(mood) AS a, count(mood) AS b FROM parents GROUP BY ROLLUP (mood);
-- => mood? a~ b

-- A subquery sees rolled up columns.
SELECT mood, (SELECT parents.mood) AS again FROM parents GROUP BY ROLLUP (mood);
-- => mood? again?

-- GROUP BY () is one group, perhaps of nothing.
SELECT count(*) AS n, max(id) AS m FROM parents WHERE false GROUP BY ();
-- => n m?

-- HAVING without GROUP BY.
SELECT 'x' AS a, max(id) AS b FROM parents WHERE false HAVING count(*) = 0;
-- => a b?

-- A nested aggregate.
SELECT max(n) AS most, sum(n) AS total FROM (SELECT count(*) AS n FROM children GROUP BY parent_id) AS counts WHERE false;
-- => most? total?

-- Conditions inside of aggregates.
SELECT mood, sum(CASE WHEN score IS NULL THEN 0 ELSE score END) AS a, sum(coalesce(score, 0)) AS b, max(coalesce(note, '')) AS c, count(DISTINCT note) AS d FROM parents GROUP BY mood;
-- => mood a b c d

-- Casts of aggregates.
SELECT mood, count(*)::int4 AS a, sum(id)::int4 AS b, avg(id)::float8 AS c, round(avg(id), 1) AS d, round(avg(id))::int4 AS e FROM parents GROUP BY mood;
-- => mood a b c d e

-- Windows that number and rank.
SELECT row_number() OVER (ORDER BY id) AS a, rank() OVER (PARTITION BY mood ORDER BY note) AS b, dense_rank() OVER w AS c, ntile(2) OVER w AS d, percent_rank() OVER w AS e, cume_dist() OVER w AS f FROM parents WINDOW w AS (ORDER BY note);
-- => a b c d e f

-- Neighbours may not be there.
SELECT lag(name) OVER w AS a, lead(name) OVER w AS b, lag(name, 1, '') OVER w AS c, lead(note, 1, '') OVER w AS d, lag(name, 1, note) OVER (ORDER BY id <> 2) AS e FROM parents WINDOW w AS (ORDER BY id DESC);
-- => a? b? c d? e?

-- Aggregates over a frame that holds at least the row itself.
SELECT sum(id) OVER (ORDER BY id) AS a, max(name) OVER () AS b, count(*) OVER (PARTITION BY mood) AS c, sum(score) OVER (PARTITION BY id) AS d, avg(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS e, array_agg(note) OVER (ORDER BY id) AS f FROM parents;
-- => a b c d? e f

-- Over frames that may hold none.
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS a, max(name) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) AS b, sum(id) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND CURRENT ROW EXCLUDE CURRENT ROW) AS c, count(*) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS d FROM parents;
-- => a? b? c? d

-- The same by the window's name.
SELECT sum(id) OVER w AS a, sum(id) OVER (w ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS b, sum(id) OVER v AS c FROM parents WINDOW w AS (ORDER BY id), v AS (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING);
-- => a b? c?

-- First and last values.
SELECT first_value(name) OVER (ORDER BY id) AS a, last_value(name) OVER (ORDER BY id) AS b, nth_value(name, 2) OVER (ORDER BY id) AS c, first_value(note) OVER (ORDER BY id DESC) AS d, first_value(name) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS e, last_value(note) OVER (PARTITION BY id) AS f FROM parents;
-- => a b c? d~ e? f?

-- FILTER over a window.
SELECT count(*) FILTER (WHERE id > 3) OVER () AS a, sum(id) FILTER (WHERE id > 30) OVER () AS b FROM parents;
-- => a b?

-- Windows over groups.
SELECT mood, sum(count(*)) OVER (ORDER BY mood) AS a, lag(count(*)) OVER (ORDER BY mood) AS b FROM parents GROUP BY mood;
-- => mood a b?

-- A window over a grouping set.
SELECT mood, row_number() OVER (ORDER BY mood) AS a, first_value(mood) OVER (ORDER BY mood DESC NULLS FIRST) AS b FROM parents GROUP BY ROLLUP (mood);
-- => mood? a b?
