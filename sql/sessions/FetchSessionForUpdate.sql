/* @name FetchSessionForUpdate */
-- The session, locked until the transaction ends; after FetchUserForShare, before ModifySessionSnapshot.
SELECT id, user_id, organization_id, needs_revalidate
FROM sessions
WHERE id = :id!
  AND idle_expires_at > now()
  AND expires_at > now()
FOR UPDATE;
