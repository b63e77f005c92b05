/* @name InsertOrganization */
-- A new organization together with its owner, in one statement: there is no instant at which it has none.
-- organizations_slug_key: the slug is taken.
-- @returns one
WITH organization AS (
  INSERT INTO organizations (slug, name)
  VALUES (:slug!, :name!)
  RETURNING id, slug, name, created_at
), ownership AS (
  INSERT INTO memberships (organization_id, user_id, role_id)
  SELECT organization.id, :ownerId!, roles.id
  FROM organization
  CROSS JOIN roles
  WHERE roles.organization_id IS NULL
    AND roles.name = 'owner'
  RETURNING id
)
SELECT organization.id, organization.slug, organization.name, organization.created_at, ownership.id AS membership_id
FROM organization
CROSS JOIN ownership;
