-- Literals.
SELECT 1 AS a, 1.5 AS b, 'x' AS c, true AS d, NULL AS e, DATE '2026-01-01' AS f, INTERVAL '1 day' AS g, B'101' AS h, 'x'::citext AS i, ARRAY[1, NULL] AS j, ROW(NULL) AS k;
-- => a b c d e? f g h i j k

-- Comparisons, arithmetic and text of what is not NULL.
SELECT id + 1 AS a, id > 1 AS b, name || '!' AS c, name LIKE 'A%' AS d, -id AS e, id % 2 = 0 AS f, NOT (id > 1) AS g, id BETWEEN 1 AND 3 AS h, name IN ('Ada', 'Bob') AS i FROM parents;
-- => a b c d e f g h i

-- The same of what may be.
SELECT score + 1 AS a, score > 1 AS b, note || '!' AS c, note LIKE 'f%' AS d, -score AS e, NOT (score > 1) AS g, score BETWEEN 0 AND 1 AS h, note IN ('first', 'x') AS i FROM parents;
-- => a? b? c? d? e? g? h? i?

-- IN with a NULL in the list.
SELECT id IN (1, NULL) AS a, id = ANY (ARRAY[1, NULL]) AS b, id = ANY (ARRAY[1, 2]) AS c, id <> ALL (ARRAY[1, 2]) AS d FROM parents;
-- => a? b? c d

-- = ANY of an array column that may hold NULLs.
SELECT 'p' = ANY (labels) AS a, 'x' = ANY (tags) AS b FROM parents;
-- => a? b~

-- AND and OR.
SELECT id > 1 AND name <> '' AS a, id > 2 OR note = 'x' AS b, score > 1 AND id > 0 AS c FROM parents;
-- => a b? c?

-- Tests are never NULL.
SELECT note IS NULL AS a, note IS DISTINCT FROM 'x' AS b, (note = 'x') IS TRUE AS c, (score > 1) IS UNKNOWN AS d, note IS NOT DISTINCT FROM NULL AS e FROM parents;
-- => a b c d e

-- COALESCE, GREATEST, LEAST, NULLIF.
SELECT coalesce(note, 'none') AS a, coalesce(note, nullif(name, 'Bob')) AS b, greatest(score, 1) AS c, least(score, amount) AS d, nullif(name, 'Ada') AS e, coalesce(nullif(name, 'Ada'), 'x') AS f FROM parents;
-- => a b? c d? e? f

-- CASE.
SELECT CASE WHEN id > 1 THEN 'a' ELSE 'b' END AS a, CASE WHEN id > 1 THEN 'a' END AS b, CASE id WHEN 1 THEN name ELSE note END AS c, CASE WHEN id > 2 THEN note ELSE 'x' END AS d FROM parents;
-- => a b? c? d?

-- A branch of CASE knows its condition, and those before it.
SELECT CASE WHEN note IS NOT NULL THEN note ELSE 'none' END AS a, CASE WHEN note IS NULL THEN 'none' ELSE note END AS b, CASE WHEN score > 1 THEN score ELSE 0 END AS c, CASE WHEN note IS NULL THEN 'x' WHEN score IS NULL THEN note ELSE note || score END AS d FROM parents;
-- => a b c d

-- A branch that is taken because a comparison gave NULL.
SELECT CASE WHEN note = 'first' THEN 'x' ELSE note END AS a, CASE note WHEN NULL THEN 'x' ELSE note END AS b, CASE WHEN note IS NULL AND id > 100 THEN 'x' ELSE note END AS c FROM parents;
-- => a? b? c?

-- A cast from text, between numbers, to a domain and to an enum.
SELECT id::text AS a, '5'::int4 AS b, id::numeric AS c, id::amount AS d, 'sad'::mood AS e, amount::int8 AS f, NULL::int4 AS g, id::float8::int4 AS h FROM parents;
-- => a b c d e f? g? h

-- JSON's null becomes NULL in a cast to a number or a boolean.
SELECT (doc_part)::int4 AS a, (doc_part)::numeric AS b, (doc_part)::boolean AS c, (doc_part)::text AS d, doc_part AS e FROM (VALUES ('null'::jsonb)) AS docs (doc_part);
-- => a? b? c? d e

-- Infinity has no time of day.
SELECT seen_at::time AS a, seen_at::date AS b, seen_at::text AS c, (seen_at AT TIME ZONE 'UTC')::time AS d FROM parents;
-- => a? b c d?

-- A cast of somebody's own.
SELECT id::mood AS a FROM parents;
-- => a?

-- Parts of JSON.
SELECT doc -> 'a' AS a, doc ->> 'a' AS b, doc #> '{a,b}' AS c, doc #>> '{a}' AS d, doc['a'] AS e, doc ? 'a' AS f, doc || '{"b": 1}' AS g, doc - 'a' AS h, doc @> '{}' AS i FROM parents WHERE jsonb_typeof(doc) = 'object';
-- => a? b? c? d? e? f g h i

-- JSON paths may find nothing, or no boolean.
SELECT doc @? '$.a' AS a, doc @@ '$.a' AS b, jsonb_path_query_first(doc, '$.z') AS c, jsonb_path_exists(doc, '$.a') AS d FROM parents;
-- => a~ b? c? d~

-- SQL/JSON.
SELECT json_object('a': note) AS a, json_array(note) AS b, json_value(doc, '$.a') AS c, json_query(doc, '$.z') AS d, json_exists(doc, '$.a') AS e, note IS JSON AS f, name IS JSON AS g, json_array(SELECT 1 WHERE false) AS h FROM parents;
-- => a b c? d? e~ f? g h?

-- Elements and slices of arrays.
SELECT tags[1] AS a, tags[1:1] AS b, labels[1] AS c, (ARRAY['x'])[2] AS d FROM parents;
-- => a? b~ c? d?

-- Arrays.
SELECT ARRAY[note] AS a, tags || 'x'::text AS b, labels || tags AS c, array_append(labels, 'x') AS d, array_length(tags, 1) AS e, cardinality(tags) AS f, array_position(tags, 'nothing') AS g, array_to_string(tags, ',') AS h, array_remove(tags, NULL) AS i, tags @> '{x}' AS j FROM parents;
-- => a b c~ d e? f g? h i j

-- Parts of composites.
SELECT (ROW(1, NULL)::pair).b AS a, (p).a AS b, p AS c FROM (VALUES (ROW(NULL, 'x')::pair)) AS ps (p);
-- => a? b? c

-- Rows are compared by their parts, unless they are one value.
SELECT ROW(1, note) = ROW(1, 'first') AS a, (id, name) = (1, 'Ada') AS b, (id, name) < (2, 'B') AS c, (id, note) IN ((1, 'x'), (2, 'y')) AS d, badges = badges AS e FROM parents JOIN badges ON parent_id = id;
-- => a? b c d? e

-- Times.
SELECT now() AS a, current_timestamp AS b, current_date AS c, localtime AS d, now() - INTERVAL '1 day' AS e, date_trunc('day', now()) AS f, seen_at AT TIME ZONE 'UTC' AS g, age(now(), now()) AS h, current_user AS i, clock_timestamp() AS j FROM parents;
-- => a b c d e f g h i j

-- Infinity has a year but no day.
SELECT extract(day FROM seen_at) AS a, extract(epoch FROM seen_at) AS b, date_part('hour', seen_at) AS c, extract(year FROM seen_at) AS d, to_char(seen_at, 'YYYY') AS e FROM parents;
-- => a? b c? d e?

-- Text.
SELECT length(name) AS a, lower(name) AS b, trim(name) AS c, substring(name, 1, 2) AS d, substring(name FROM 2 FOR 1) AS e, substring(name FROM 'z+') AS f, replace(name, 'a', 'b') AS g, split_part(name, ' ', 2) AS h, position('a' IN name) AS i, left(name, 1) AS j, concat(note, email) AS k, format('%s', note) AS l, lower(email) AS m, upper(email) = 'x' AS n FROM parents;
-- => a b c d e f? g h i j k l m? n?

-- Regular expressions.
SELECT regexp_match(name, 'z') AS a, regexp_replace(name, 'a', 'b') AS b, regexp_substr(name, 'z') AS c, name ~ 'a' AS d, regexp_count(name, 'a') AS e, regexp_like(name, 'a') AS f, regexp_split_to_array(name, 'a') AS g FROM parents;
-- => a? b c? d e f g

-- Ranges have no bounds where they are empty.
SELECT lower(span) AS a, upper(span) AS b, isempty(span) AS c, span && '[1,2)' AS d, int4range(NULL, amount) AS e, lower(int4range(1, 2)) AS f, span * span AS g FROM parents;
-- => a? b? c d e f~ g

-- Geometry: lines that do not meet.
SELECT lseg '[(0,0),(1,1)]' # lseg '[(5,0),(6,0)]' AS a, path '((0,0),(1,1))' + path '((0,0),(2,2))' AS b, home <-> '(0,0)' AS c, point '(1,2)' ~= '(1,2)' AS d FROM parents;
-- => a? b? c? d~

-- Functions of somebody's own, though they are strict.
SELECT lost(id) AS a, initcap(mood) AS b, mood << mood AS c, lost_total(id) AS d FROM parents GROUP BY id, mood;
-- => a? b? c? d?

-- A function that Postgres has too is not trusted once somebody has added one of that name.
SELECT initcap(name) AS a, 1 << 2 AS b FROM parents;
-- => a~ b~

-- Functions that may have no answer.
SELECT to_regclass('nothing') AS a, current_setting('nothing.here', true) AS b, current_setting('TimeZone') AS c, pg_typeof(id) AS d, obj_description(1, 'pg_class') AS e, current_schema AS f, inet_client_addr() AS g, num_nulls(note, email) AS h, uuid_extract_timestamp(gen_random_uuid()) AS i, to_number('', '') AS j FROM parents;
-- => a? b? c d e? f~ g~ h i? j?

-- Hashes, ids, random numbers.
SELECT md5(name) AS a, sha256('x') AS b, gen_random_uuid() AS c, uuidv7() AS d, random() AS e, encode(sha256('x'), 'hex') AS f, hashtext(name) AS g FROM parents;
-- => a b c d e f g

-- Building JSON.
SELECT jsonb_build_object('note', note) AS a, to_jsonb(name) AS b, to_jsonb(note) AS c, jsonb_build_array(note) AS d, jsonb_set(doc, '{b}', '1') AS e, jsonb_set(doc, '{b}', to_jsonb(note)) AS f, jsonb_strip_nulls(doc) AS g, jsonb_typeof(doc) AS h FROM parents WHERE jsonb_typeof(doc) = 'object';
-- => a b c? d e f? g h

-- VARIADIC of an array that is NULL.
SELECT concat(VARIADIC labels) AS a, jsonb_build_array(VARIADIC labels) AS b, num_nulls(VARIADIC labels) AS c FROM parents;
-- => a? b? c?

-- Parameters.
-- with required=5 optional=
SELECT :required!::int4 AS a, :optional::int4 AS b, coalesce(:optional::int4, 0) AS c, :required! + 1 AS d, :optional::int4 IS NULL AS e;
-- => a b? c d e

-- Text search, networks, trees and stores.
SELECT to_tsvector(name) @@ to_tsquery('ada') AS a, host('10.0.0.1'::inet) AS b, ts_rank(to_tsvector(name), to_tsquery('ada')) AS c, hstore('a', NULL) -> 'a' AS d, 'a.b'::ltree || 'c' AS e, 'a.b'::ltree <@ 'a' AS f FROM parents;
-- => a~ b c d? e f

-- Collations and brackets change nothing.
SELECT (name) COLLATE "C" AS a, ((note)) COLLATE "C" AS b FROM parents;
-- => a b?

-- XML.
SELECT xmlelement(name x, note) AS a, xmlparse(document '<a/>') AS b, xpath('/b', '<a/>') AS c FROM parents;
-- => a~ b~ c~
