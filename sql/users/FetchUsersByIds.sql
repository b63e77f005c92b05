/* @name FetchUsersByIds */
-- Names for a list of ids, deleted accounts included, because history goes on naming them. Unknown ids are missing; no order.
SELECT id, name, email, deleted_at IS NOT NULL AS "is_deleted!"
FROM users
WHERE id = ANY(:ids!::uuid[]);
