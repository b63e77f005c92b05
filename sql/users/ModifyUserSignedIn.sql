/* @name ModifyUserSignedIn */
-- Notes a sign-in, and locks the account: run it before InsertSession in the same transaction, so that no change of the
-- account's rights slips between the snapshot and the session (see the migration invalidate-sessions). No row: may not sign in.
UPDATE users
SET last_signed_in_at = now()
WHERE id = :id!
  AND status = 'active'
  AND deleted_at IS NULL
RETURNING id, email;
