/* @name ModifyRole */
-- Renames or describes one of the organization's own roles; what is not given stays. Built-in roles never match.
UPDATE roles
SET name = coalesce(:name, name),
  description = coalesce(:description, description)
WHERE id = :id!
  AND organization_id = :organizationId!
RETURNING id, name, description, created_at, updated_at;
