/* @name InsertRole */
-- A role of the organization's own, with what it allows. roles_name_key: the name is taken. roles_reserved_name_check: a
-- built-in name. role_permissions_permission_fkey: there is no such permission.
WITH role AS (
  INSERT INTO roles (organization_id, name, description)
  VALUES (:organizationId!, :name!, :description!)
  RETURNING id, name, description, created_at, updated_at
), grants AS (
  INSERT INTO role_permissions (role_id, permission)
  SELECT role.id, wanted.permission
  FROM role
  CROSS JOIN (SELECT DISTINCT unnest(:permissions!::text[]) AS permission) AS wanted
)
SELECT id, name, description, created_at, updated_at
FROM role;
