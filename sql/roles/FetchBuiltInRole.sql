/* @name FetchBuiltInRole */
-- "owner", "admin" or "member".
SELECT id, name, description
FROM roles
WHERE organization_id IS NULL
  AND name = :name!;
