/* @name FetchPendingMigrations */
-- Of the migrations that a release was made for, those that this database does not have. Asked by the readiness check: an
-- answer says that the database is there, an empty one that it has the schema that the code expects.
SELECT expected.name AS "name!"
FROM unnest(:names!::text[]) AS expected (name)
WHERE NOT EXISTS (
  SELECT FROM pgmigrations
  WHERE pgmigrations.name = expected.name
);
