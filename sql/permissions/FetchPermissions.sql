/* @name FetchPermissions */
-- Everything that a role can allow.
SELECT name, description
FROM permissions
WHERE NOT operators_only
ORDER BY name;
