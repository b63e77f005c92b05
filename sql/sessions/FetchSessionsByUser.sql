/* @name FetchSessionsByUser */
-- Where a person is signed in, the most recently used first.
-- @primary
SELECT id, method, organization_name, ip, user_agent, created_at, last_used_at, expires_at
FROM sessions
WHERE user_id = :userId!
  AND idle_expires_at > now()
  AND expires_at > now()
ORDER BY last_used_at DESC, id;
