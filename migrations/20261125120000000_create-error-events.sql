-- Why: an error that nobody reads in a log is one that nobody mends. Each kind of internal error is one row with a count,
-- so that a thousand failures of one line are one thing to look at, and the dossier of the last has what is known of it.

-- Up Migration

CREATE TABLE error_events (
  id text,
  title text NOT NULL,
  place text NOT NULL,
  dossier jsonb NOT NULL,
  occurrences bigint NOT NULL,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  resolved_at timestamptz,
  CONSTRAINT error_events_pkey PRIMARY KEY (id),
  CONSTRAINT error_events_id_check CHECK (id ~ '^[0-9a-f]{12}$'),
  CONSTRAINT error_events_occurrences_check CHECK (occurrences > 0)
);

CREATE INDEX error_events_last_seen_at_idx ON error_events (last_seen_at);

COMMENT ON TABLE error_events IS 'Internal errors of requests and jobs, one row for all that are the same.';
COMMENT ON COLUMN error_events.id IS 'Fingerprint: what the errors have in common. Answers with status 500 tell it.';
COMMENT ON COLUMN error_events.place IS 'Where it happens: "GET /users/:id", "job account.send-magic-link".';
COMMENT ON COLUMN error_events.dossier IS 'Everything known of the last one, without its secrets.';
COMMENT ON COLUMN error_events.resolved_at IS 'Somebody says that it is mended; NULL again when it comes back.';

-- Down Migration

DROP TABLE error_events;
