#!/bin/sh
# Why: a role per duty, made when the database is made. The application can neither change the schema nor read what
# only backups need; a person who looks around cannot write; each has a limit of connections and of patience.
#
#   owner    owns the schema and migrates it      app     what the API and the worker are
#   reader   people and reports, read-only        backup  reads everything, for pg_dump
#   monitor  statistics, for the exporter
set -eu
password() { cat "/run/secrets/$1_password"; }

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname="$POSTGRES_DB" \
  --set=database="$POSTGRES_DB" \
  --set=owner="$(password owner)" --set=app="$(password app)" --set=reader="$(password reader)" \
  --set=backup="$(password backup)" --set=monitor="$(password monitor)" <<'SQL'
CREATE EXTENSION pg_stat_statements;

CREATE ROLE owner LOGIN PASSWORD :'owner' CONNECTION LIMIT 10;
CREATE ROLE app LOGIN PASSWORD :'app' CONNECTION LIMIT 80;
CREATE ROLE reader LOGIN PASSWORD :'reader' CONNECTION LIMIT 5;
CREATE ROLE backup LOGIN PASSWORD :'backup' CONNECTION LIMIT 3;
CREATE ROLE monitor LOGIN PASSWORD :'monitor' CONNECTION LIMIT 3;

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO app, reader, backup, monitor;
ALTER DATABASE :"database" OWNER TO owner;
ALTER SCHEMA public OWNER TO owner;

-- What the owner makes from now on, the application may use. It may not make anything itself.
GRANT USAGE ON SCHEMA public TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE owner GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO app;

GRANT pg_read_all_data TO reader, backup;
GRANT pg_monitor TO monitor;

-- A migration waits for a lock rather than holding up everybody behind it, and gives up.
ALTER ROLE owner SET lock_timeout = '5s';
ALTER ROLE app SET statement_timeout = '30s';
ALTER ROLE app SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE reader SET default_transaction_read_only = on;
ALTER ROLE reader SET statement_timeout = '60s';
ALTER ROLE backup SET default_transaction_read_only = on;
ALTER ROLE monitor SET statement_timeout = '10s';
SQL
