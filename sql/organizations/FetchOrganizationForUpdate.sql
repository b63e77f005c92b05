/* @name FetchOrganizationForUpdate */
-- The organization, locked until the transaction ends: changes to who owns it happen one after the other.
SELECT id, slug, name
FROM organizations
WHERE id = :id!
  AND deleted_at IS NULL
FOR NO KEY UPDATE;
