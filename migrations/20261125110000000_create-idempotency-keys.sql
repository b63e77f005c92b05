-- Why: a client that got no answer cannot know whether what it asked for was done, and asks again. With the same
-- Idempotency-Key it gets the answer of the first time, and nothing is done twice.

-- Up Migration

CREATE TABLE idempotency_keys (
  user_id uuid,
  key text,
  request_hash bytea NOT NULL,
  status integer,
  body text,
  claimed_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, key),
  CONSTRAINT idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT idempotency_keys_key_check CHECK (length(key) BETWEEN 1 AND 255),
  CONSTRAINT idempotency_keys_request_hash_check CHECK (octet_length(request_hash) = 32),
  CONSTRAINT idempotency_keys_answer_check CHECK ((status IS NULL) = (body IS NULL))
);

CREATE INDEX idempotency_keys_claimed_at_idx ON idempotency_keys (claimed_at);

COMMENT ON TABLE idempotency_keys IS 'Requests that may come again, and what they were answered; kept for a day.';
COMMENT ON COLUMN idempotency_keys.key IS 'As the client chose it; of two people with the same one each has their own.';
COMMENT ON COLUMN idempotency_keys.request_hash IS 'SHA-256 of method, path and body: the key holds for this request alone.';
COMMENT ON COLUMN idempotency_keys.status IS 'NULL: it is being worked on.';
COMMENT ON COLUMN idempotency_keys.body IS 'The answer as it was sent.';

-- Down Migration

DROP TABLE idempotency_keys;
