-- IS NOT NULL.
SELECT note FROM parents WHERE note IS NOT NULL;
-- => note

-- Equality, in AND.
SELECT note, score FROM parents WHERE id > 0 AND note = 'first';
-- => note score~

-- OR proves nothing about one side …
SELECT note, score FROM parents WHERE note IS NOT NULL OR score IS NOT NULL;
-- => note? score?

-- … but what holds on both.
SELECT note FROM parents WHERE note = 'first' OR note LIKE 'f%';
-- => note

-- NOT of IS NULL, and of OR.
SELECT note, score FROM parents WHERE NOT (note IS NULL OR score IS NULL);
-- => note score

-- NOT of AND.
SELECT note, score FROM parents WHERE NOT (note IS NULL AND score IS NULL);
-- => note? score?

-- NOT of a comparison.
SELECT note FROM parents WHERE NOT note = 'first';
-- => note

-- IS DISTINCT FROM lets NULL through; its opposite with a value does not.
SELECT note FROM parents WHERE note IS DISTINCT FROM 'first';
-- => note?

-- The opposite.
SELECT note FROM parents WHERE note IS NOT DISTINCT FROM 'first';
-- => note

-- The opposite with something that may be NULL.
-- with wanted=
SELECT note FROM parents WHERE note IS NOT DISTINCT FROM :wanted::text;
-- => note?

-- IN and BETWEEN.
SELECT note, score FROM parents WHERE note IN ('first', '') AND score BETWEEN 0 AND 2;
-- => note score

-- NOT IN.
SELECT note FROM parents WHERE note NOT IN ('first');
-- => note

-- = ANY of an array.
SELECT note FROM parents WHERE note = ANY (ARRAY['first', NULL]);
-- => note

-- = ALL of an empty array is true for NULL too.
SELECT note FROM parents WHERE note = ALL ('{}'::text[]);
-- => note?

-- IN a subquery.
SELECT child_id FROM toys WHERE child_id IN (SELECT id FROM children);
-- => child_id

-- NOT IN an empty subquery.
SELECT child_id FROM toys WHERE child_id NOT IN (SELECT id FROM children WHERE false);
-- => child_id?

-- Through strict functions, operators and casts.
SELECT note, score FROM parents WHERE length(note) > 0 AND (score + 1)::text = '2.5';
-- => note score

-- Not through functions that take NULL.
SELECT note FROM parents WHERE concat(note, 'x') = 'x' AND coalesce(note, 'x') = 'x';
-- => note?

-- IS TRUE, IS NOT FALSE.
SELECT note, score FROM parents WHERE (note = '') IS TRUE AND (score > 100) IS NOT TRUE;
-- => note score~

-- IS NOT TRUE lets NULL through.
SELECT note FROM parents WHERE (note = 'first') IS NOT TRUE;
-- => note?

-- IS NOT UNKNOWN.
SELECT note FROM parents WHERE (note = 'first') IS NOT UNKNOWN;
-- => note

-- A boolean column on its own.
SELECT b.flag FROM (VALUES (true), (NULL), (false)) AS b (flag) WHERE b.flag;
-- => flag

-- Rows are compared part by part.
SELECT note, score FROM parents WHERE (note, score) = ('first', 1.5);
-- => note score

-- With < the first part may decide.
SELECT note, score FROM parents WHERE (note, score) > ('a', 1);
-- => note score?

-- LIKE, and a regular expression.
SELECT note, email FROM parents WHERE note ILIKE 'F%' AND email ~ '@';
-- => note email

-- IS NULL does not narrow, and needs no promise to be broken.
SELECT note, name FROM parents WHERE note IS NULL;
-- => note? name

-- HAVING comes after grouping.
SELECT note, count(*) FROM parents GROUP BY note HAVING count(*) > 0;
-- => note? count

-- WHERE comes before.
SELECT note, count(*) FROM parents WHERE note <> '' GROUP BY note;
-- => note count

-- A condition in a subquery holds outside too.
SELECT p.note FROM (SELECT note FROM parents WHERE note IS NOT NULL) AS p;
-- => note

-- A condition outside holds for a subquery's column.
SELECT p.note FROM (SELECT note FROM parents) AS p WHERE p.note > '';
-- => note

-- A missing row found by IS NULL.
SELECT parents.name, children.label FROM parents LEFT JOIN children ON children.parent_id = parents.id WHERE children.id IS NULL;
-- => name label?

-- COALESCE over the missing side lets it through.
SELECT parents.name, children.label FROM parents LEFT JOIN children ON children.parent_id = parents.id WHERE coalesce(children.position, 1) = 1;
-- => name label?

-- EXISTS says nothing about columns outside.
SELECT note FROM parents WHERE EXISTS (SELECT FROM children WHERE children.parent_id = parents.id AND parents.note IS NULL);
-- => note?

-- Equality of two columns that may be NULL.
SELECT a.note, b.note AS other FROM parents AS a, children AS b WHERE a.note = b.note OR (a.note = 'first' AND b.note = 'n');
-- => note other

-- A composite column.
SELECT c.p FROM (VALUES (NULL::pair), (ROW(1, 'x')::pair), (ROW(NULL, NULL)::pair)) AS c (p) WHERE c.p IS NOT NULL;
-- => p

-- CASE in a condition proves nothing.
SELECT note FROM parents WHERE CASE WHEN note IS NULL THEN true ELSE false END;
-- => note?

-- A row next to a composite value is compared as one value: NULLs count as equal.
SELECT a.note FROM parents AS a, (VALUES (ROW(2, NULL)::pair)) AS v (p) WHERE ROW(a.id, a.note) = v.p;
-- => note?

-- Rows that differ from one of several may differ in one part.
SELECT note FROM parents WHERE (id, note) <> ANY (SELECT id + 1, label FROM children);
-- => note?

-- Rows that are found.
SELECT note FROM parents WHERE (id, note) IN (SELECT 1, 'first');
-- => note
