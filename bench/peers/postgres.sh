postgres=/usr/lib/postgresql/15/bin
export PGHOST=127.0.0.1 PGPORT PGUSER=bench PGDATABASE=bench PGOPTIONS=--client-min-messages=warning
PGPORT=$(free_port)
as_postgres=() # which does not run as root
mkdir "$folder/postgres"
if ((EUID == 0)); then
  as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  chown postgres: "$folder/postgres"
fi
"${as_postgres[@]}" "$postgres/initdb" --no-instructions -A trust -U bench -D "$folder/postgres" \
  > /dev/null
start postgres "${as_postgres[@]}" "$postgres/postgres" -D "$folder/postgres" -p "$PGPORT" \
  -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 \
  -c shared_buffers=1GB -c max_wal_size=4GB -c synchronous_commit=on
wait_until postgres "$postgres/pg_isready"
createdb bench
psql -q -v ON_ERROR_STOP=1 << 'END'
CREATE TABLE users (
  id bigint PRIMARY KEY, username text NOT NULL UNIQUE, email text, display_name text,
  first_name text, last_name text, role text NOT NULL, status text NOT NULL DEFAULT 'active',
  created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE events (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id bigint NOT NULL,
  time timestamptz NOT NULL DEFAULT now(), type text NOT NULL, actor bigint NOT NULL,
  channel text NOT NULL, reason text, details jsonb NOT NULL);
END
users='users (id, username, email, display_name, first_name, last_name, role, status)'
psql -q -c "COPY $users FROM STDIN" < "$folder/users.tsv"
psql -q -c 'COPY events (user_id, type, actor, channel, reason, details) FROM STDIN' \
  < "$folder/events.tsv"
psql -q -v ON_ERROR_STOP=1 << 'END'
CREATE UNIQUE INDEX ON users (lower(email));
CREATE INDEX ON users (lower(username) text_pattern_ops);
CREATE INDEX ON users (role, id);
CREATE INDEX ON users (status);
CREATE INDEX ON events (user_id, position);
VACUUM ANALYZE;
CHECKPOINT;
END
pg_dump -Fc -f "$folder/postgres.dump"
port=$PGPORT

rebuild_postgres() {
  createdb anew
  timed pg_restore pg_restore -d anew "$folder/postgres.dump"
  dropdb anew
}
