/* @name FetchSessionForUpdate */
-- The session, locked until the transaction ends; after FetchUserForShare, before ModifySessionSnapshot.
SELECT
  id, user_id, organization_id, needs_revalidate, token_hash,
  CASE WHEN previous_expires_at > now() THEN previous_token_hash END AS previous_token_hash,
  rotation_nonce
FROM sessions
WHERE id = :id!
  AND idle_expires_at > now()
  AND expires_at > now()
FOR UPDATE;
