/* @name InsertOneTimeToken */
-- A new link. It replaces the unused ones of the same purpose: only the newest mail works, and a table never fills by asking.
WITH superseded AS (
  DELETE FROM one_time_tokens
  WHERE user_id = :userId!
    AND purpose = :purpose!
    AND used_at IS NULL
)
INSERT INTO one_time_tokens (user_id, purpose, email, token_hash, expires_at)
VALUES (:userId!, :purpose!, :email!, :tokenHash!, now() + make_interval(secs => :lifetimeSeconds!))
RETURNING id, expires_at;
