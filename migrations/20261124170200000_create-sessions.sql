-- Why: a request must know who asks, in which organization, and with which permissions, from one row. So a session
-- holds a snapshot of all that. The snapshot goes stale when the database changes; then the session is flagged
-- and has to be renewed before it is served again.

-- Up Migration

CREATE TYPE sign_in_method AS ENUM ('password', 'magic_link', 'oauth');

CREATE TABLE sessions (
  id uuid DEFAULT uuidv7(),
  user_id uuid NOT NULL,
  organization_id uuid,
  token_hash bytea NOT NULL,
  method sign_in_method NOT NULL,
  email citext NOT NULL,
  name text NOT NULL,
  locale text NOT NULL,
  email_verified boolean NOT NULL,
  organization_slug text,
  organization_name text,
  role_name citext,
  permissions text[] NOT NULL,
  snapshot_at timestamptz NOT NULL DEFAULT now(),
  needs_revalidate boolean NOT NULL DEFAULT false,
  revalidate_reason text,
  revalidate_source text,
  revalidate_since timestamptz,
  ip inet,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  idle_expires_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT sessions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE SET NULL,
  CONSTRAINT sessions_token_hash_key UNIQUE (token_hash),
  CONSTRAINT sessions_token_hash_check CHECK (octet_length(token_hash) = 32),
  CONSTRAINT sessions_expires_at_check CHECK (idle_expires_at <= expires_at)
);

CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE INDEX sessions_organization_id_idx ON sessions (organization_id);
-- What has expired is found by this; idle expiry is never after the absolute one.
CREATE INDEX sessions_idle_expires_at_idx ON sessions (idle_expires_at);

COMMENT ON TABLE sessions IS 'A sign-in that goes on. Revoking deletes the row.';
COMMENT ON COLUMN sessions.organization_id IS 'The organization that the person works in now; NULL: none chosen.';
COMMENT ON COLUMN sessions.token_hash IS 'SHA-256 of the token in the cookie or the Authorization header.';
COMMENT ON COLUMN sessions.method IS 'How the person signed in.';
COMMENT ON COLUMN sessions.email IS 'Snapshot: the account''s address.';
COMMENT ON COLUMN sessions.name IS 'Snapshot: the account''s name.';
COMMENT ON COLUMN sessions.locale IS 'Snapshot: the account''s language.';
COMMENT ON COLUMN sessions.email_verified IS 'Snapshot: whether the address was proven.';
COMMENT ON COLUMN sessions.organization_slug IS 'Snapshot; NULL: no organization chosen.';
COMMENT ON COLUMN sessions.organization_name IS 'Snapshot; NULL: no organization chosen.';
COMMENT ON COLUMN sessions.role_name IS 'Snapshot: the role in that organization; NULL: no organization chosen.';
COMMENT ON COLUMN sessions.permissions IS 'Snapshot: what the role in that organization allows.';
COMMENT ON COLUMN sessions.snapshot_at IS 'When the snapshot was read.';
COMMENT ON COLUMN sessions.needs_revalidate IS 'The snapshot is stale: nothing is served (402) until it is renewed.';
COMMENT ON COLUMN sessions.revalidate_reason IS 'Which change made it stale, e.g. "membership.role"; for people who look into it.';
COMMENT ON COLUMN sessions.revalidate_source IS 'The application_name of the connection that made the change: "scaffold", "psql" …';
COMMENT ON COLUMN sessions.revalidate_since IS 'When it became stale.';
COMMENT ON COLUMN sessions.last_used_at IS 'Written at most once a minute.';
COMMENT ON COLUMN sessions.idle_expires_at IS 'Moves on with every use.';
COMMENT ON COLUMN sessions.expires_at IS 'The end, however busy the session is.';

-- Down Migration

DROP TABLE sessions;
DROP TYPE sign_in_method;
