-- INSERT: what the table forbids is never NULL.
INSERT INTO badges (parent_id, title) VALUES (3, 'bronze') RETURNING parent_id, title, awarded_by;
-- => parent_id title awarded_by?

-- A value that was given is there, a parameter if it is required.
-- with email=x@y.test note=
INSERT INTO parents (id, name, email, note, amount) VALUES (10, 'Flo', :email!, :note, 5) RETURNING email, note, amount, score, name_length, note_length;
-- => email note? amount score? name_length note_length?

-- Several rows must agree.
INSERT INTO parents (id, name, note, amount) VALUES (10, 'Flo', 'x', 1), (11, 'Gus', NULL, 2) RETURNING note, amount;
-- => note? amount

-- INSERT … SELECT.
INSERT INTO parents (id, name, note, email) SELECT id + 100, label || id, label, note || id FROM children RETURNING id, note, email;
-- => id note email?

-- ON CONFLICT DO UPDATE: the row that was there, or what was given.
INSERT INTO parents (id, name, note, score, amount) VALUES (2, 'Bea', 'new', 1, 7) ON CONFLICT (id) DO UPDATE SET note = excluded.note, amount = nullif(excluded.amount, 7) RETURNING name, note, score, amount;
-- => name note score? amount?

-- ON CONFLICT DO NOTHING.
INSERT INTO parents (id, name, note) VALUES (20, 'Hal', 'x') ON CONFLICT DO NOTHING RETURNING id, note;
-- => id note

-- OLD of an inserted row is NULL.
INSERT INTO parents (id, name) VALUES (21, 'Ida') RETURNING old.name, new.name AS now, old.id AS old_id, new.note;
-- => name? now old_id? note?

-- OLD of a conflict is not, but who knows.
INSERT INTO parents (id, name) VALUES (1, 'Ina') ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING old.name, new.name AS now;
-- => name~ now

-- UPDATE: WHERE was about the row before.
UPDATE parents SET note = NULL WHERE note IS NOT NULL RETURNING id, note, old.note AS before;
-- => id note? before

-- A column that is not written stays what WHERE says.
UPDATE parents SET name = name || '!' WHERE note IS NOT NULL AND score > 1 RETURNING name, note, score, email;
-- => name note score email?

-- A column that is written has the value's promise.
UPDATE parents SET note = 'x', deleted_at = now(), score = nullif(score, 1.5) RETURNING note, deleted_at, score, labels;
-- => note deleted_at score? labels?

-- Computed columns change with others.
UPDATE parents SET note = NULL WHERE note_length IS NOT NULL RETURNING note_length, new.note_length AS after, old.note_length AS before;
-- => note_length? after? before

-- Several columns at once.
UPDATE parents SET (note, score) = ('x', NULL) WHERE id = 1 RETURNING note, score;
-- => note score?

-- … from a subquery.
UPDATE parents SET (note, score) = (SELECT label, id FROM children WHERE children.parent_id = parents.id LIMIT 1) RETURNING note, score;
-- => note? score?

-- UPDATE … FROM a left join.
UPDATE children SET note = 'x' FROM parents LEFT JOIN badges ON badges.parent_id = parents.id WHERE children.parent_id = parents.id RETURNING children.label, parents.name, badges.title, children.note;
-- => label name title? note

-- OLD and NEW under other names.
UPDATE parents SET note = 'x' RETURNING WITH (OLD AS before, NEW AS after) before.note, after.note AS now, note AS plain;
-- => note? now plain

-- DELETE: the row as WHERE found it.
DELETE FROM toys WHERE price IS NOT NULL RETURNING id, price, code, old.price AS before, new.price AS after;
-- => id price code? before after?

-- DELETE … USING.
DELETE FROM toys USING children LEFT JOIN badges ON badges.parent_id = children.parent_id WHERE toys.child_id = children.id RETURNING toys.child_id, children.label, badges.title;
-- => child_id label title~

-- MERGE.
MERGE INTO badges USING (VALUES (1, 'new'), (4, 'first')) AS v (id, title) ON badges.parent_id = v.id
WHEN MATCHED THEN UPDATE SET title = v.title
WHEN NOT MATCHED THEN INSERT (parent_id, title) VALUES (v.id, v.title)
RETURNING merge_action() AS action, badges.parent_id, badges.awarded_by, v.title, old.title AS before, new.title AS after;
-- => action parent_id awarded_by? title before? after

-- MERGE that deletes.
MERGE INTO badges USING (VALUES (1)) AS v (id) ON badges.parent_id = v.id
WHEN MATCHED THEN DELETE
WHEN NOT MATCHED BY SOURCE THEN UPDATE SET title = 'left'
RETURNING merge_action() AS action, badges.title, v.id, old.title AS before, new.title AS after;
-- => action title id? before after?

-- A trigger that sets its own column leaves the others alone.
INSERT INTO touched (id, note) VALUES (3, 'n') RETURNING note, touched_at;
-- => note touched_at~

-- … in an UPDATE too.
UPDATE touched SET note = 'x' WHERE id = 2 RETURNING note, touched_at;
-- => note touched_at~

-- A trigger that takes a value away.
INSERT INTO forgetful (id, note, extra) VALUES (2, 'n', 'e') RETURNING note, extra;
-- => note? extra

-- … in an UPDATE.
UPDATE forgetful SET extra = 'x' WHERE note IS NOT NULL RETURNING note, extra, old.note AS before;
-- => note? extra before

-- Writing in WITH.
WITH added AS (INSERT INTO badges (parent_id, title) VALUES (5, 'tin') RETURNING parent_id, title, awarded_by) SELECT added.title, added.awarded_by, parents.name, parents.note FROM added JOIN parents ON parents.id = added.parent_id;
-- => title awarded_by? name note~

-- … and left joined.
WITH gone AS (DELETE FROM toys RETURNING id, child_id, name) SELECT children.label, gone.name FROM children LEFT JOIN gone ON gone.child_id = children.id;
-- => label name?

-- Into a view.
INSERT INTO living (id, name) VALUES (30, 'Jo') RETURNING id, name, note;
-- => id~ name~ note?

-- Into a partitioned table.
INSERT INTO visits (id, day) VALUES (2, '2026-02-02') RETURNING id, day, note;
-- => id day note?

-- Tables that are asked for by their row.
UPDATE parents SET note = 'x' WHERE id = 1 RETURNING parents, to_jsonb(old) AS before, to_jsonb(new) AS after;
-- => parents before after

-- A rule may answer what it likes.
INSERT INTO ruled (id) VALUES (1) RETURNING id;
-- => id?
