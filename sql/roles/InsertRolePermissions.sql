/* @name InsertRolePermissions */
-- Allows a role more; what it allows already is passed over. Counts what is new.
INSERT INTO role_permissions (role_id, permission)
SELECT :roleId!, wanted.permission
FROM unnest(:permissions!::text[]) AS wanted (permission)
ON CONFLICT ON CONSTRAINT role_permissions_pkey DO NOTHING;
