/* @name FetchFreeOrganizationSlug */
-- The wished slug, or the first of slug-2 … slug-50 that is free. A suggestion: organizations_slug_key decides. No row: all are taken.
SELECT candidates.slug AS "slug!"
FROM (
  SELECT :slug!::text || CASE WHEN number = 1 THEN '' ELSE '-' || number END AS slug, number
  FROM generate_series(1, 50) AS number
) AS candidates
WHERE NOT EXISTS (
  SELECT FROM organizations
  WHERE organizations.slug = candidates.slug
    AND organizations.deleted_at IS NULL
)
ORDER BY candidates.number
LIMIT 1;
