/* @name FetchRoleByName */
-- The same by its name, in any case: no organization has a role that is called like a built-in one.
-- @returns maybe
SELECT id, name
FROM roles
WHERE name = :name!
  AND (organization_id IS NULL OR organization_id = :organizationId!);
