/* @name InsertMembership */
-- Joins an organization. memberships_user_id_key: is a member already.
INSERT INTO memberships (organization_id, user_id, role_id)
VALUES (:organizationId!, :userId!, :roleId!)
RETURNING id, organization_id, user_id, role_id, status, created_at;
