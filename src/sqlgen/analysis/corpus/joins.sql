-- An inner join keeps what its tables promise.
SELECT parents.name, children.label, children.note FROM parents JOIN children ON children.parent_id = parents.id;
-- => name label note?

-- A left join's right side may be missing.
SELECT parents.name, children.label, children.id FROM parents LEFT JOIN children ON children.parent_id = parents.id;
-- => name label? id?

-- A right join's left side.
SELECT children.label, parents.name FROM children RIGHT JOIN parents ON children.parent_id = parents.id;
-- => label? name

-- Both sides of a full join.
SELECT parents.name, toys.name AS toy FROM parents FULL JOIN toys ON toys.id = parents.id + 2;
-- => name? toy?

-- A chain of left joins.
SELECT parents.name, children.label, toys.name AS toy
FROM parents LEFT JOIN children ON children.parent_id = parents.id LEFT JOIN toys ON toys.child_id = children.id;
-- => name label? toy?

-- An inner join behind a left join, on its right side, makes it one too.
SELECT parents.name, children.label, toys.name AS toy
FROM parents LEFT JOIN children ON children.parent_id = parents.id JOIN toys ON toys.child_id = children.id;
-- => name label toy

-- An inner join behind a left join that does not look at its right side leaves it as it is.
SELECT parents.name, children.label, badges.title
FROM parents LEFT JOIN children ON children.parent_id = parents.id AND children.position = 2
JOIN badges ON badges.parent_id = parents.id OR children.id IS NULL;
-- => name label? title

-- A join in brackets is missing as a whole.
SELECT parents.name, children.label, toys.name AS toy
FROM parents LEFT JOIN (children JOIN toys ON toys.child_id = children.id) ON children.parent_id = parents.id;
-- => name label? toy?

-- A left join in brackets on the missing side.
SELECT parents.id, children.label, toys.name AS toy
FROM parents LEFT JOIN (children LEFT JOIN toys ON toys.child_id = children.id) ON children.parent_id = parents.id;
-- => id label? toy?

-- WHERE on the innermost one finds all of them.
SELECT parents.id, children.label, toys.name AS toy
FROM parents LEFT JOIN (children LEFT JOIN toys ON toys.child_id = children.id) ON children.parent_id = parents.id
WHERE toys.name = 'ball';
-- => id label toy

-- WHERE on the outer one finds the outer one only.
SELECT parents.id, children.label, toys.name AS toy
FROM parents LEFT JOIN (children LEFT JOIN toys ON toys.child_id = children.id) ON children.parent_id = parents.id
WHERE children.position > 0;
-- => id label toy?

-- A right join below a left join.
SELECT toys.name, children.label, parents.name AS parent
FROM toys RIGHT JOIN children ON toys.child_id = children.id LEFT JOIN parents ON parents.id = children.parent_id AND parents.id > 1;
-- => name? label parent?

-- A full join below an inner join on one side of it: that side is there, the other may not be.
SELECT parents.name, toys.name AS toy, badges.title
FROM parents FULL JOIN toys ON toys.id = parents.id + 3 JOIN badges ON badges.parent_id = parents.id;
-- => name toy? title

-- USING: the column of the side that is never missing.
SELECT parent_id, badges.parent_id AS own, badges.title FROM children LEFT JOIN badges USING (parent_id);
-- => parent_id own? title?

-- USING in a right join.
SELECT parent_id, badges.parent_id AS own, children.parent_id AS other FROM badges RIGHT JOIN children USING (parent_id);
-- => parent_id own? other

-- USING in a full join takes what is there.
SELECT id, parents.id AS left_id, toys.id AS right_id FROM parents FULL JOIN toys USING (id);
-- => id left_id~ right_id?

-- USING in a full join of columns that may be NULL.
SELECT code, words.text, toys.name FROM toys FULL JOIN (SELECT 'X' AS code UNION ALL SELECT NULL) AS codes USING (code) LEFT JOIN words ON words.text = code;
-- => code? text? name?

-- … of which only the right one may be.
SELECT code, toys.name FROM (SELECT 'W' AS code) AS codes FULL JOIN toys USING (code);
-- => code? name?

-- USING, where WHERE finds the right side.
SELECT child_id, c.label FROM toys LEFT JOIN (SELECT id AS child_id, label FROM children) AS c USING (child_id) WHERE c.label <> '';
-- => child_id label

-- USING with a name of its own.
SELECT shared.parent_id, children.label, badges.title FROM children JOIN badges USING (parent_id) AS shared;
-- => parent_id label title

-- USING makes a column that may be NULL equal to one that is not.
SELECT child_id, t.name FROM toys AS t JOIN (SELECT id AS child_id FROM children) AS c USING (child_id);
-- => child_id name

-- NATURAL.
SELECT parent_id, label, title FROM children NATURAL LEFT JOIN badges;
-- => parent_id label title?

-- NATURAL FULL of tables that share two columns.
SELECT id, name, parents.note, toys.price FROM parents NATURAL FULL JOIN toys;
-- => id name note? price?

-- A join with an alias hides its tables.
SELECT j.name, j.label FROM (parents LEFT JOIN children ON children.parent_id = parents.id) AS j (id, name, email, n, mood, score, doc, tags, labels, amount, span, home, seen, deleted, l, nl, child_id, parent_id, position, label);
-- => name label?

-- A whole row of the missing side is NULL.
SELECT parents.name, children AS child FROM parents LEFT JOIN children ON children.parent_id = parents.id;
-- => name child?

-- A whole row is not NULL, even if it holds some.
SELECT children AS child FROM children;
-- => child

-- As JSON too.
SELECT parents.name, to_jsonb(children) AS child, row_to_json(parents) AS parent
FROM parents LEFT JOIN children ON children.parent_id = parents.id;
-- => name child? parent

-- System columns of the missing side.
SELECT parents.ctid, children.tableoid FROM parents LEFT JOIN children ON children.parent_id = parents.id;
-- => ctid tableoid?

-- CROSS JOIN and commas.
SELECT parents.name, words.text FROM parents CROSS JOIN words, badges;
-- => name text

-- LATERAL, with and without something to find.
SELECT parents.name, newest.label FROM parents LEFT JOIN LATERAL (
  SELECT children.label FROM children WHERE children.parent_id = parents.id ORDER BY children.id DESC LIMIT 1
) AS newest ON true;
-- => name label?

-- A lateral aggregate always gives a row.
SELECT parents.name, counts.n, counts.last FROM parents CROSS JOIN LATERAL (
  SELECT count(*) AS n, max(children.label) AS last FROM children WHERE children.parent_id = parents.id
) AS counts;
-- => name n last?

-- LATERAL sees that the one before it may be missing.
SELECT parents.name, deep.label FROM parents LEFT JOIN children ON children.parent_id = parents.id CROSS JOIN LATERAL (SELECT children.label) AS deep;
-- => name label?

-- A self join.
SELECT a.name, b.name AS other, badges.title FROM badges JOIN parents AS a ON a.id = badges.parent_id LEFT JOIN parents AS b ON b.id = badges.awarded_by;
-- => name other? title

-- The same unqualified name inside of ON means the join's own tables.
SELECT words.text, title, label FROM words JOIN (badges LEFT JOIN children ON title = label) ON true;
-- => text title label?

-- A condition of the left join itself says nothing about the left side.
SELECT toys.child_id, children.label FROM toys LEFT JOIN children ON children.id = toys.child_id;
-- => child_id? label?

-- But where the right side is there, the condition was true.
SELECT toys.child_id, children.label FROM toys LEFT JOIN children ON children.id = toys.child_id WHERE children.label <> '';
-- => child_id label

-- The condition of an inner join is true in every row.
SELECT toys.child_id, toys.price FROM toys JOIN children ON children.id = toys.child_id AND toys.price > 0;
-- => child_id price

-- The condition of a left join narrows its right side only.
SELECT parents.note, toys.price FROM parents LEFT JOIN toys ON toys.price > 1 AND parents.note = 'first';
-- => note? price?

-- … also when the right side turns out to be there.
SELECT toys.name, toys.price FROM parents LEFT JOIN toys ON toys.price > 1 WHERE toys.id IS NOT NULL;
-- => name price

-- Columns of functions and of VALUES in joins.
SELECT n, v.column1 AS a, v.column2 AS b FROM generate_series(1, 3) AS n LEFT JOIN (VALUES (1, 'x'), (2, NULL)) AS v ON v.column1 = n;
-- => n a? b?

-- A table sample.
SELECT sampled.name, sampled.note FROM parents AS sampled TABLESAMPLE system (100);
-- => name note?

-- The columns of an alias with other names.
SELECT p.key, p.title FROM badges AS p (key, title);
-- => key title

-- A star gives what its columns promise.
SELECT * FROM badges LEFT JOIN LATERAL (SELECT children.label, children.id FROM children WHERE children.parent_id = badges.awarded_by) AS c ON true;
-- => parent_id title awarded_by? label? id?

-- Stars of single tables.
SELECT words.*, c.label FROM words LEFT JOIN children AS c ON c.label = words.text;
-- => text folded short fixed? label?
