-- Why: after something went wrong, "who changed that, when, from where" needs an answer that nobody could tidy away.

-- Up Migration

CREATE TABLE audit_events (
  id uuid DEFAULT uuidv7(),
  organization_id uuid,
  actor_id uuid,
  session_id uuid,
  action text NOT NULL,
  subject_type text,
  subject_id uuid,
  details jsonb NOT NULL DEFAULT '{}',
  ip inet,
  user_agent text,
  request_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT audit_events_pkey PRIMARY KEY (id),
  -- Rows go only together with what they are about: purging an organization means all of it.
  CONSTRAINT audit_events_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  CONSTRAINT audit_events_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT audit_events_action_check CHECK (action ~ '^[a-z_]+(\.[a-z_]+)+$'),
  CONSTRAINT audit_events_subject_check CHECK (num_nulls(subject_type, subject_id) IN (0, 2)),
  CONSTRAINT audit_events_details_check CHECK (jsonb_typeof(details) = 'object')
);

-- Newest first, a page at a time: ids are UUIDv7 and so in the order of time.
CREATE INDEX audit_events_organization_id_idx ON audit_events (organization_id, id DESC);
CREATE INDEX audit_events_actor_id_idx ON audit_events (actor_id, id DESC);
CREATE INDEX audit_events_subject_idx ON audit_events (subject_type, subject_id, id DESC);

COMMENT ON TABLE audit_events IS 'Security events, append only by convention: no query here changes or deletes one.';
COMMENT ON COLUMN audit_events.organization_id IS 'Whose owners may read it; NULL: concerns an account alone.';
COMMENT ON COLUMN audit_events.actor_id IS 'Who did it; NULL: nobody signed in, or the account is gone.';
COMMENT ON COLUMN audit_events.session_id IS 'The session it was done with; no foreign key, as sessions go and events stay.';
COMMENT ON COLUMN audit_events.action IS '"<what>.<done>", e.g. "session.revoked".';
COMMENT ON COLUMN audit_events.subject_type IS 'What was changed: the singular of a table''s name.';
COMMENT ON COLUMN audit_events.details IS 'What else matters, without secrets; a JSON object.';

-- Down Migration

DROP TABLE audit_events;
