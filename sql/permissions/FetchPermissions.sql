/* @name FetchPermissions */
-- Everything that a role can allow.
SELECT name, description
FROM permissions
ORDER BY name;
