-- Why: everything begins with a person who can be recognised again. This file holds the account itself, the ways to
-- prove that it is yours (password, provider, one-time link), and the two helpers that every later table uses.

-- Up Migration

-- Addresses compare without regard to case, everywhere, without a lower() that somebody forgets.
CREATE EXTENSION IF NOT EXISTS citext;

-- `updated_at` is the database's business: psql and jobs change rows too.
CREATE FUNCTION set_updated_at() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;

CREATE TYPE user_status AS ENUM ('active', 'suspended');

CREATE TABLE users (
  id uuid DEFAULT uuidv7(),
  email citext NOT NULL,
  name text NOT NULL,
  status user_status NOT NULL DEFAULT 'active',
  operator boolean NOT NULL DEFAULT false,
  password_hash text,
  email_verified_at timestamptz,
  preferences jsonb NOT NULL DEFAULT '{}',
  locale text NOT NULL DEFAULT 'en',
  last_signed_in_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  CONSTRAINT users_pkey PRIMARY KEY (id),
  -- The full grammar is RFC 5321's and proves nothing: only a mail that arrives does. This refuses what is no address at all.
  CONSTRAINT users_email_check CHECK (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND length(email) <= 254),
  CONSTRAINT users_name_check CHECK (length(name) BETWEEN 1 AND 200),
  CONSTRAINT users_password_hash_check CHECK (password_hash LIKE '$%'),
  CONSTRAINT users_preferences_check CHECK (jsonb_typeof(preferences) = 'object'),
  CONSTRAINT users_locale_check CHECK (locale ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$')
);

-- A deleted account gives its address free again.
CREATE UNIQUE INDEX users_email_key ON users (email) WHERE deleted_at IS NULL;

CREATE TRIGGER users_set_updated_at BEFORE UPDATE ON users
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE users IS 'A person with an account. Deleting is soft, so that history keeps its names.';
COMMENT ON COLUMN users.email IS 'The login address, compared without regard to case.';
COMMENT ON COLUMN users.status IS 'A suspended account can neither sign in nor go on with a session.';
COMMENT ON COLUMN users.operator IS 'Runs this installation: holds every operators'' permission. Given by the CLI only.';
COMMENT ON COLUMN users.password_hash IS 'PHC string (argon2id); NULL when the account signs in by link or provider only.';
COMMENT ON COLUMN users.email_verified_at IS 'When the owner proved to read this address; NULL: not yet.';
COMMENT ON COLUMN users.preferences IS 'What the front end remembers for this person; a JSON object.';
COMMENT ON COLUMN users.locale IS 'BCP 47 tag of the language for mails, e.g. "en" or "pt-BR".';
COMMENT ON COLUMN users.last_signed_in_at IS 'When the newest session began; NULL: never.';
COMMENT ON COLUMN users.deleted_at IS 'NULL: the account lives.';

CREATE TABLE identities (
  id uuid DEFAULT uuidv7(),
  user_id uuid NOT NULL,
  provider text NOT NULL,
  subject text NOT NULL,
  email citext,
  profile jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT identities_pkey PRIMARY KEY (id),
  CONSTRAINT identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT identities_subject_key UNIQUE (provider, subject),
  -- Leads with user_id, so that it serves the foreign key too.
  CONSTRAINT identities_provider_key UNIQUE (user_id, provider),
  CONSTRAINT identities_provider_check CHECK (provider ~ '^[a-z][a-z0-9-]*$')
);

COMMENT ON TABLE identities IS 'An account elsewhere (GitHub, Google …) that signs in to a user here.';
COMMENT ON COLUMN identities.subject IS 'The provider''s own, stable id of the person; never the address, which can change hands.';
COMMENT ON COLUMN identities.email IS 'The address as the provider last told it; for display only.';
COMMENT ON COLUMN identities.profile IS 'What the provider told of the person at the last sign-in; a JSON object.';

CREATE TYPE one_time_token_purpose AS ENUM ('magic_link', 'email_verification', 'email_change', 'password_reset');

CREATE TABLE one_time_tokens (
  id uuid DEFAULT uuidv7(),
  user_id uuid NOT NULL,
  purpose one_time_token_purpose NOT NULL,
  email citext NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT one_time_tokens_pkey PRIMARY KEY (id),
  CONSTRAINT one_time_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT one_time_tokens_token_hash_key UNIQUE (token_hash),
  CONSTRAINT one_time_tokens_token_hash_check CHECK (octet_length(token_hash) = 32),
  CONSTRAINT one_time_tokens_expires_at_check CHECK (expires_at > created_at)
);

CREATE INDEX one_time_tokens_user_id_idx ON one_time_tokens (user_id, purpose);
CREATE INDEX one_time_tokens_expires_at_idx ON one_time_tokens (expires_at);

COMMENT ON TABLE one_time_tokens IS 'A link that was mailed: proves that whoever brings it reads that address. Used once.';
COMMENT ON COLUMN one_time_tokens.email IS 'Where it was sent; for email_change the new address. The proof counts for this address alone.';
COMMENT ON COLUMN one_time_tokens.token_hash IS 'SHA-256 of the token: a dump of the database holds nothing usable.';
COMMENT ON COLUMN one_time_tokens.used_at IS 'Set by the one use that succeeds.';

-- Down Migration

DROP TABLE one_time_tokens;
DROP TYPE one_time_token_purpose;
DROP TABLE identities;
DROP TABLE users;
DROP TYPE user_status;
DROP FUNCTION set_updated_at;
DROP EXTENSION citext;
