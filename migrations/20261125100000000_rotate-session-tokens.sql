-- Why: a session gets a new token when it is renewed, while requests with the old one are still on their way: from another
-- tab of the same browser, or again, because the answer was lost. They must not sign anybody out. So the old token
-- counts for some seconds more, and who renews with it is told the same new token as whoever came first: it is derived
-- from the old token and a nonce, and the database holds only hashes of the tokens.

-- Up Migration

ALTER TABLE sessions
  ADD COLUMN rotation_nonce bytea,
  ADD COLUMN previous_token_hash bytea,
  ADD COLUMN previous_expires_at timestamptz,
  ADD CONSTRAINT sessions_previous_token_hash_key UNIQUE (previous_token_hash),
  ADD CONSTRAINT sessions_rotation_check
    CHECK (num_nulls(rotation_nonce, previous_token_hash, previous_expires_at) IN (0, 3));

COMMENT ON COLUMN sessions.rotation_nonce IS 'What the token was derived from its predecessor with; NULL: not rotated yet.';
COMMENT ON COLUMN sessions.previous_token_hash IS 'SHA-256 of the token before this one.';
COMMENT ON COLUMN sessions.previous_expires_at IS 'Until then the token before this one counts too.';

-- Down Migration

ALTER TABLE sessions
  DROP COLUMN rotation_nonce,
  DROP COLUMN previous_token_hash,
  DROP COLUMN previous_expires_at;
