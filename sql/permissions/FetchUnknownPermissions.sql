/* @name FetchUnknownPermissions */
-- Which of these names are no permission: at boot, the code's names are compared with the table's.
SELECT wanted.name AS "name!"
FROM unnest(:names!::text[]) AS wanted (name)
EXCEPT
SELECT permissions.name
FROM permissions
ORDER BY 1;
