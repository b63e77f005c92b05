/* @name FetchMemberCountsByRole */
-- How many members hold each role of an organization, built-in roles without members included.
SELECT roles.id, roles.name, count(memberships.id) AS member_count
FROM roles
LEFT JOIN memberships ON memberships.role_id = roles.id AND memberships.organization_id = :organizationId!
WHERE roles.organization_id IS NULL
  OR roles.organization_id = :organizationId!
GROUP BY roles.id, roles.name
ORDER BY roles.name;
