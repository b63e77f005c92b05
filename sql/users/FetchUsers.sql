/* @name FetchUsers */
-- A page of living accounts, newest first, behind the id of the last one seen. `search` is a part of the name or the address.
SELECT id, email, name, status, email_verified_at, created_at
FROM users
WHERE deleted_at IS NULL
  AND (:status::user_status IS NULL OR status = :status::user_status)
  AND (:search::text IS NULL OR strpos(lower(name || ' ' || email), lower(:search::text)) > 0)
  AND (:after::uuid IS NULL OR id < :after::uuid)
ORDER BY id DESC
LIMIT :limit!;
