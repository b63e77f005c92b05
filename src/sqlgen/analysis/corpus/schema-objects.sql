-- A view of a table.
SELECT id, name, note FROM living;
-- => id name note?

-- A view with left joins and groups.
SELECT id, name, label, toys FROM families;
-- => id name label? toys

-- A view on the missing side.
SELECT children.label, living.name FROM children LEFT JOIN living ON living.id = children.parent_id;
-- => label name?

-- A materialized view promises nothing.
SELECT parent_id, children FROM totals;
-- => parent_id~ children~

-- A constraint that was never validated promises nothing.
SELECT id, late FROM unchecked;
-- => id late?

-- A domain that is NOT NULL can be cheated.
SELECT given FROM unchecked;
-- => given?

-- Heirs of a table need not keep its constraints.
SELECT id, name FROM animals;
-- => id~ name?

-- The heir itself.
SELECT lives, name FROM cats;
-- => lives name?

-- A partitioned table keeps them.
SELECT id, day, note FROM visits;
-- => id day note?

-- Computed columns.
SELECT name_length, note_length FROM parents;
-- => name_length note_length?

-- System columns.
SELECT ctid, xmin, tableoid FROM parents;
-- => ctid xmin tableoid

-- A schema's name in front.
SELECT public.parents.name, public.parents.note FROM public.parents;
-- => name note?
