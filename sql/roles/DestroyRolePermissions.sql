/* @name DestroyRolePermissions */
-- Takes from a role everything but what is listed.
DELETE FROM role_permissions
WHERE role_id = :roleId!
  AND permission <> ALL (:keep!::text[]);
