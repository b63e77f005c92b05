/* @name FetchUserCountsByStatus */
-- How many accounts there are, for the operator's overview; one row even when there are none.
SELECT
  count(*) FILTER (WHERE status = 'active') AS active,
  count(*) FILTER (WHERE status = 'suspended') AS suspended,
  count(*) FILTER (WHERE email_verified_at IS NULL) AS unverified,
  max(created_at) AS newest_at
FROM users
WHERE deleted_at IS NULL;
