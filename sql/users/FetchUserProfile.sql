/* @name FetchUserProfile */
-- Everything that a person sees of the own account, in one round trip: the ways to sign in, and the organizations with the role
-- in each.
SELECT
  users.id,
  users.email,
  users.name,
  users.locale,
  users.preferences,
  users.email_verified_at,
  users.created_at,
  users.password_hash IS NOT NULL AS "has_password!",
  coalesce(ways.providers, '{}') AS "providers!",
  coalesce(places.organizations, '[]') AS "organizations!"
FROM users
LEFT JOIN LATERAL (
  SELECT array_agg(identities.provider ORDER BY identities.provider) AS providers
  FROM identities
  WHERE identities.user_id = users.id
) AS ways ON true
LEFT JOIN LATERAL (
  SELECT jsonb_agg(
    jsonb_build_object('id', organizations.id, 'slug', organizations.slug, 'name', organizations.name, 'role', roles.name)
    ORDER BY organizations.name, organizations.id
  ) AS organizations
  FROM memberships
  JOIN organizations ON organizations.id = memberships.organization_id AND organizations.deleted_at IS NULL
  JOIN roles ON roles.id = memberships.role_id
  WHERE memberships.user_id = users.id
    AND memberships.status = 'active'
) AS places ON true
WHERE users.id = :id!
  AND users.deleted_at IS NULL;
