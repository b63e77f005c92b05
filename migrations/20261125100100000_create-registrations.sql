-- Why: who registers has not proven to read the address yet, so the password typed in counts only together with the
-- link that this very registration mailed. It waits here, not in the account: otherwise somebody could register your
-- address with a password of theirs, and wait until you confirm it. One row per attempt, whether the address has an account
-- or not, so that the answer takes the same time.

-- Up Migration

CREATE TABLE registrations (
  id uuid DEFAULT uuidv7(),
  email citext NOT NULL,
  name text NOT NULL,
  locale text NOT NULL,
  password_hash text NOT NULL,
  token_hash bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  CONSTRAINT registrations_pkey PRIMARY KEY (id),
  CONSTRAINT registrations_token_hash_key UNIQUE (token_hash),
  CONSTRAINT registrations_token_hash_check CHECK (octet_length(token_hash) = 32),
  CONSTRAINT registrations_password_hash_check CHECK (password_hash LIKE '$%'),
  CONSTRAINT registrations_expires_at_check CHECK (expires_at > created_at)
);

CREATE INDEX registrations_email_idx ON registrations (email);
CREATE INDEX registrations_expires_at_idx ON registrations (expires_at);

COMMENT ON TABLE registrations IS 'Somebody wants an account for this address. Gone when its link is used, or the address is proven in another way.';
COMMENT ON COLUMN registrations.password_hash IS 'PHC string (argon2id); becomes the account''s when the link is used.';
COMMENT ON COLUMN registrations.token_hash IS 'SHA-256 of the token in the mailed link; NULL: no mail yet.';

-- Down Migration

DROP TABLE registrations;
