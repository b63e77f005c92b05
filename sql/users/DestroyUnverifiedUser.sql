/* @name DestroyUnverifiedUser */
-- Makes way for whoever has proven this address: somebody registered it, and never proved it. Such an account has done nothing yet.
DELETE FROM users
WHERE email = :email!
  AND email_verified_at IS NULL
  AND deleted_at IS NULL
  AND NOT EXISTS (
    SELECT FROM memberships
    WHERE memberships.user_id = users.id
  );
