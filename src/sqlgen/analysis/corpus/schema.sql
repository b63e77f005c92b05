-- What the corpus runs on: every constraint there is, and data that has NULLs, gaps and duplicates wherever they are allowed.

CREATE EXTENSION citext;
CREATE EXTENSION hstore;
CREATE EXTENSION ltree;

CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TYPE mood AS ENUM ('happy', 'sad', 'meh');
CREATE TYPE pair AS (a int4, b text);
CREATE DOMAIN amount AS int4 CHECK (value >= 0);
CREATE DOMAIN given AS text NOT NULL;

CREATE TABLE parents (
  id int4 PRIMARY KEY,
  name text NOT NULL,
  email citext,
  note text,
  mood mood NOT NULL DEFAULT 'meh',
  score numeric,
  doc jsonb NOT NULL DEFAULT '{}',
  tags text[] NOT NULL DEFAULT '{}',
  labels text[],
  amount amount,
  span int4range NOT NULL DEFAULT 'empty',
  home point,
  seen_at timestamptz NOT NULL DEFAULT 'infinity',
  deleted_at timestamptz,
  name_length int4 NOT NULL GENERATED ALWAYS AS (length(name)) STORED,
  note_length int4 GENERATED ALWAYS AS (length(note)) VIRTUAL
);
-- Living parents have addresses of their own, deleted ones do not.
CREATE UNIQUE INDEX parents_email_key ON parents (email) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX parents_lower_name_key ON parents (lower(name));
INSERT INTO parents (id, name, email, note, mood, score, doc, tags, labels, amount, home, deleted_at) VALUES
  (1, 'Ada', 'ada@x.test', 'first', 'happy', 1.5, '{"a": 1, "n": null}', '{x,y}', '{p,NULL}', 5, '(1,2)', NULL),
  (2, 'Bob', 'bob@x.test', NULL, 'sad', NULL, '{"a": null}', '{}', NULL, NULL, NULL, NULL),
  (3, 'Cy', 'ADA@x.test', NULL, 'meh', 0, 'null', '{z}', '{}', 0, '(0,0)', now()),
  (4, 'Di', 'ada@x.test', 'fourth', 'meh', NULL, '[]', '{}', NULL, NULL, NULL, now()),
  (5, 'Ed', NULL, '', 'sad', 1.5, '{}', '{x}', '{q}', 5, NULL, NULL);

CREATE TABLE children (
  id int4 PRIMARY KEY,
  parent_id int4 NOT NULL REFERENCES parents (id),
  position int4 NOT NULL,
  label text NOT NULL,
  note text,
  is_first boolean NOT NULL DEFAULT false,
  UNIQUE (parent_id, position)
);
CREATE UNIQUE INDEX children_first_key ON children (parent_id) WHERE is_first;
INSERT INTO children VALUES
  (1, 1, 1, 'a', 'n', true), (2, 1, 2, 'a', NULL, false), (3, 2, 1, 'b', NULL, true), (4, 2, 2, 'b', 'n', false), (5, 3, 1, 'c', NULL, false);

CREATE TABLE toys (
  id int4 PRIMARY KEY,
  child_id int4 REFERENCES children (id),
  name text NOT NULL,
  price numeric,
  code text UNIQUE
);
INSERT INTO toys VALUES (1, 1, 'ball', 2.5, 'X'), (2, 1, 'ball', NULL, NULL), (3, NULL, 'car', 9, NULL), (4, 3, 'car', 9, 'Y');

CREATE TABLE badges (parent_id int4 PRIMARY KEY REFERENCES parents (id), title text NOT NULL, awarded_by int4 REFERENCES parents (id));
INSERT INTO badges VALUES (1, 'gold', 2), (2, 'silver', NULL);

-- NULL counts as a value here …
CREATE TABLE strict_slots (a int4, b int4, note text NOT NULL, UNIQUE NULLS NOT DISTINCT (a, b));
INSERT INTO strict_slots VALUES (1, 1, 'x'), (1, NULL, 'y'), (NULL, NULL, 'z'), (NULL, 1, 'w');
-- … and here it does not.
CREATE TABLE loose_slots (a int4, b int4, note text NOT NULL, UNIQUE (a, b));
INSERT INTO loose_slots VALUES (1, 1, 'x'), (1, NULL, 'y'), (1, NULL, 'y'), (NULL, NULL, 'z'), (NULL, NULL, 'z');

CREATE TABLE deferred_slots (id int4, UNIQUE (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE words (text text PRIMARY KEY, folded text COLLATE any_case NOT NULL, short varchar(5) NOT NULL UNIQUE, fixed char(3));
INSERT INTO words VALUES ('a', 'a', 'a', 'a'), ('A', 'A', 'a ', 'b'), ('b', 'b', 'b', NULL);
CREATE TABLE folded_words (text text COLLATE any_case PRIMARY KEY);
INSERT INTO folded_words VALUES ('A'), ('b');
CREATE UNIQUE INDEX words_folded_key ON words (folded COLLATE "C");
CREATE TABLE big_numbers (n int8 PRIMARY KEY, exact numeric UNIQUE);
INSERT INTO big_numbers VALUES (9007199254740992, 1.0), (9007199254740993, 2), (1, NULL), (2, NULL);
CREATE TABLE local_times (at timestamp PRIMARY KEY);
INSERT INTO local_times VALUES ('2026-03-29 02:30'), ('2026-03-29 03:30');
CREATE TABLE citizens (name citext PRIMARY KEY);
INSERT INTO citizens VALUES ('Ada'), ('bob');

-- NOT NULL was added without a look at what is there.
CREATE TABLE unchecked (id int4 PRIMARY KEY, late text, given given);
INSERT INTO unchecked VALUES (1, NULL, 'x'), (2, 'x', (SELECT ''::given WHERE false));
ALTER TABLE unchecked ADD CONSTRAINT unchecked_late_not_null NOT NULL late NOT VALID;

CREATE TABLE animals (id int4 PRIMARY KEY, name text);
CREATE TABLE cats (lives int4 NOT NULL) INHERITS (animals);
INSERT INTO animals VALUES (1, 'cow');
INSERT INTO cats VALUES (1, NULL, 9);
CREATE TABLE visits (id int4, day date NOT NULL, note text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE visits_old PARTITION OF visits FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE visits_new PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
INSERT INTO visits VALUES (1, '2025-01-01', 'n'), (1, '2026-01-01', NULL);
CREATE UNLOGGED TABLE scratch (id int4 PRIMARY KEY);

CREATE VIEW living AS SELECT id, name, email, note FROM parents WHERE deleted_at IS NULL;
CREATE VIEW families AS
SELECT parents.id, parents.name, children.label, count(toys.id) AS toys
FROM parents
LEFT JOIN children ON children.parent_id = parents.id
LEFT JOIN toys ON toys.child_id = children.id
GROUP BY parents.id, children.id;
CREATE SEQUENCE drawn;
CREATE VIEW numbered AS SELECT id, nextval('drawn') AS number FROM (SELECT 1 AS id) AS one;
CREATE MATERIALIZED VIEW totals AS SELECT parent_id, count(*) AS children FROM children GROUP BY parent_id;
CREATE UNIQUE INDEX totals_key ON totals (parent_id);

-- Triggers: one that leaves rows out, one that only sets a time, one that takes a value away.
CREATE TABLE picky (id int4 PRIMARY KEY, note text);
CREATE TABLE touched (id int4 PRIMARY KEY, note text, touched_at timestamptz);
CREATE TABLE forgetful (id int4 PRIMARY KEY, note text, extra text);
INSERT INTO picky VALUES (1, 'n');
INSERT INTO touched VALUES (1, 'n'), (2, NULL);
INSERT INTO forgetful VALUES (1, 'n', 'e');
CREATE FUNCTION skip_even() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id % 2 = 0 THEN RETURN NULL; END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION set_touched_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Nothing else: not even RETURN NULL.
  NEW.touched_at := now();
  RETURN NEW;
END $$;
CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.note := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER skip BEFORE INSERT OR UPDATE ON picky FOR EACH ROW EXECUTE FUNCTION skip_even();
CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON touched FOR EACH ROW EXECUTE FUNCTION set_touched_at();
CREATE TRIGGER forget BEFORE INSERT OR UPDATE ON forgetful FOR EACH ROW EXECUTE FUNCTION forget();

-- Somebody's own functions, operators and casts: strict ones that give NULL all the same.
CREATE FUNCTION lost(int4) RETURNS int4 LANGUAGE sql STRICT IMMUTABLE AS 'SELECT NULL::int4';
CREATE FUNCTION initcap(mood) RETURNS text LANGUAGE sql STRICT IMMUTABLE AS 'SELECT NULL::text';
CREATE FUNCTION lost_sum(int4, int4) RETURNS int4 LANGUAGE sql IMMUTABLE AS 'SELECT NULL::int4';
CREATE AGGREGATE lost_total (int4) (SFUNC = lost_sum, STYPE = int4);
CREATE FUNCTION lost_shift(mood, mood) RETURNS mood LANGUAGE sql STRICT IMMUTABLE AS 'SELECT NULL::mood';
CREATE OPERATOR << (LEFTARG = mood, RIGHTARG = mood, FUNCTION = lost_shift);
CREATE FUNCTION lost_mood(int4) RETURNS mood LANGUAGE sql STRICT IMMUTABLE AS 'SELECT NULL::mood';
CREATE CAST (int4 AS mood) WITH FUNCTION lost_mood (int4);
CREATE FUNCTION parents_of(text) RETURNS SETOF parents LANGUAGE sql STABLE AS 'SELECT * FROM parents WHERE mood::text = $1';
CREATE FUNCTION one_pair() RETURNS pair LANGUAGE sql STABLE AS 'SELECT NULL::pair';
CREATE FUNCTION table_of(int4) RETURNS TABLE (x int4, y text) LANGUAGE sql STABLE AS 'SELECT $1, NULL::text';

-- Two rows like each other in all that no constraint forbids.
CREATE TABLE twins (id int4 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, kind text NOT NULL);
INSERT INTO twins (name, kind) VALUES ('t', 'k'), ('t', 'k'), ('t', 'k');

CREATE TYPE seat_state AS ENUM ('free', 'taken');
CREATE TABLE seats (
  id int4 PRIMARY KEY, owner int4 NOT NULL, state seat_state NOT NULL, kind varchar(5) NOT NULL, price numeric NOT NULL, code text,
  day date NOT NULL DEFAULT '2026-01-01'
);
CREATE UNIQUE INDEX seats_taken_key ON seats (owner) WHERE state = 'taken';
CREATE UNIQUE INDEX seats_vip_key ON seats (owner) WHERE kind = 'vip' AND price > 10;
CREATE UNIQUE INDEX seats_noon_key ON seats (owner) WHERE day = '2026-01-01 12:00:00'::timestamp;
CREATE UNIQUE INDEX seats_code_key ON seats (code) WHERE code IS NOT NULL;
INSERT INTO seats VALUES (1, 1, 'taken', 'vip', 20, 'c'), (2, 1, 'free', 'vip', 7, NULL), (3, 1, 'free', 'std', 20, NULL);
CREATE TABLE flags (id int4 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner int4, active boolean, UNIQUE (owner, active));
INSERT INTO flags (owner, active) VALUES (1, true), (1, false), (1, NULL), (1, NULL);
CREATE TABLE ruled (id int4 NOT NULL);
CREATE RULE many AS ON INSERT TO ruled DO INSTEAD INSERT INTO twins (name, kind) VALUES ('r', 'r'), ('s', 's') RETURNING NULL::int4;
INSERT INTO deferred_slots VALUES (1);
