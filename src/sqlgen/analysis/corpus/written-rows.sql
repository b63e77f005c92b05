-- INSERT of one row.
INSERT INTO badges (parent_id, title) VALUES (3, 'x') RETURNING title;
-- => one

-- … of defaults.
INSERT INTO flags DEFAULT VALUES RETURNING id;
-- => one

-- … of two.
INSERT INTO badges (parent_id, title) VALUES (3, 'x'), (4, 'y') RETURNING title;
-- => many

-- … of a SELECT.
INSERT INTO twins (name, kind) SELECT name, 'k' FROM parents RETURNING id;
-- => many

-- … of a SELECT of one.
INSERT INTO twins (name, kind) SELECT name, 'k' FROM parents WHERE id = 1 RETURNING id;
-- => maybe

-- … of an aggregate.
INSERT INTO twins (name, kind) SELECT max(name), 'k' FROM parents RETURNING id;
-- => one

-- … with a function that returns a set.
INSERT INTO twins (name, kind) VALUES ('x', generate_series(1, 2)::text) RETURNING id;
-- => many

-- ON CONFLICT DO NOTHING.
INSERT INTO badges (parent_id, title) VALUES (1, 'x') ON CONFLICT DO NOTHING RETURNING title;
-- => maybe

-- ON CONFLICT DO UPDATE.
INSERT INTO badges (parent_id, title) VALUES (1, 'x') ON CONFLICT (parent_id) DO UPDATE SET title = excluded.title RETURNING title;
-- => one

-- … under a condition.
INSERT INTO badges (parent_id, title) VALUES (1, 'x') ON CONFLICT (parent_id) DO UPDATE SET title = excluded.title WHERE badges.title = 'y' RETURNING title;
-- => maybe

-- A trigger that may leave the row out.
INSERT INTO picky (id) VALUES (2) RETURNING id;
-- => maybe

-- A trigger that never does.
INSERT INTO touched (id) VALUES (9) RETURNING id;
-- => one

-- A rule.
INSERT INTO ruled (id) VALUES (1) RETURNING id;
-- => many

-- A view.
INSERT INTO living (id, name) VALUES (40, 'Kim') RETURNING id;
-- => maybe

-- UPDATE by a key.
-- with id=1
UPDATE parents SET note = 'x' WHERE id = :id! RETURNING id;
-- => maybe

-- … by something else.
UPDATE twins SET kind = 'x' WHERE name = 't' RETURNING id;
-- => many

-- … FROM many, but for one row.
UPDATE parents SET note = children.label FROM children WHERE children.parent_id = parents.id AND parents.id = 1 RETURNING parents.id;
-- => maybe

-- … of many, FROM one.
UPDATE children SET note = parents.name FROM parents WHERE children.parent_id = parents.id AND parents.id = 1 RETURNING children.id;
-- => many

-- … found by a key of what it is joined to.
UPDATE parents SET note = 'x' FROM children WHERE children.id = 1 AND parents.id = children.parent_id RETURNING parents.id;
-- => maybe

-- Without RETURNING: a count.
UPDATE parents SET note = 'x' WHERE id = 1;
-- => count

-- DELETE by a partial key.
DELETE FROM children WHERE parent_id = 3 AND is_first RETURNING id;
-- => maybe

-- DELETE … USING.
DELETE FROM toys USING children WHERE toys.child_id = children.id AND children.id = 1 RETURNING toys.id;
-- => many

-- … one row of many.
DELETE FROM toys USING children WHERE toys.id = 1 RETURNING toys.id;
-- => maybe

-- An heir's table.
UPDATE animals SET name = 'x' WHERE id = 1 RETURNING id;
-- => many

-- MERGE of one row by a key.
MERGE INTO badges USING (VALUES (1, 'x')) AS v (id, title) ON badges.parent_id = v.id WHEN MATCHED THEN UPDATE SET title = v.title WHEN NOT MATCHED THEN INSERT (parent_id, title) VALUES (v.id, v.title) RETURNING badges.parent_id;
-- => maybe

-- … by something else.
MERGE INTO twins USING (VALUES ('t')) AS v (name) ON twins.name = v.name WHEN MATCHED THEN UPDATE SET kind = 'x' RETURNING twins.id;
-- => many

-- … of many rows.
MERGE INTO badges USING parents ON badges.parent_id = parents.id WHEN MATCHED THEN DELETE RETURNING badges.parent_id;
-- => many

-- … with what the source does not have.
MERGE INTO badges USING (VALUES (9)) AS v (id) ON badges.parent_id = v.id WHEN NOT MATCHED BY SOURCE THEN DELETE RETURNING badges.parent_id;
-- => many

-- A row that WITH writes.
WITH added AS (INSERT INTO badges (parent_id, title) VALUES (3, 'x') RETURNING parent_id) SELECT parents.name FROM added JOIN parents ON parents.id = added.parent_id;
-- => maybe

-- … alone.
WITH added AS (INSERT INTO badges (parent_id, title) VALUES (3, 'x') RETURNING parent_id) SELECT parent_id FROM added;
-- => one

-- … twice.
WITH a AS (INSERT INTO badges (parent_id, title) VALUES (3, 'x') RETURNING parent_id), b AS (INSERT INTO badges (parent_id, title) VALUES (4, 'x') RETURNING parent_id) SELECT parent_id FROM a UNION ALL SELECT parent_id FROM b;
-- => many

-- … of many.
WITH gone AS (DELETE FROM toys RETURNING child_id) SELECT child_id FROM gone WHERE child_id = 1;
-- => many

-- A list of rows has one row in the text that is described.
-- @param rows -> ((id, title)...)
-- with id=3 title=x
INSERT INTO badges (parent_id, title) VALUES :rows RETURNING title;
-- => many~

-- One object is one row.
-- @param badge -> (id, title)
-- with id=3 title=x
INSERT INTO badges (parent_id, title) VALUES :badge RETURNING title;
-- => one
