set -eu
user=$1 file=$2/$3.sql database=$3
test -s "$file"
run() {
  psql -X -q -U "$user" -v ON_ERROR_STOP=1 -d "$@"
}
here='datname = pg_catalog.current_database()'
if [ "$database" != all ]; then
  run "$database" -o /dev/null -c "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE $here AND pid <> pg_catalog.pg_backend_pid() AND usename = current_user"
  run "$database" -o /dev/null --single-transaction -f "$file"
  exit
fi
tail -n 9 "$file" | grep -q 'database cluster dump complete'
open='UPDATE pg_catalog.pg_database SET datallowconn = true WHERE'
shut() {
  printf '%s' "UPDATE pg_catalog.pg_database SET datallowconn = false WHERE $1; SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE $1 AND pid <> pg_catalog.pg_backend_pid();"
}
if ! run postgres -c 'SELECT' >/dev/null 2>&1; then
  run template1 -c "$open datname = 'postgres'"
  run template1 -At -c 'SELECT datname FROM pg_catalog.pg_database' | grep -qx postgres ||
    run template1 -c 'CREATE DATABASE postgres'
fi
drop="$(shut '$name$\1$name$ IN (datname::text, pg_catalog.quote_ident(datname))')\\nDROP DATABASE IF EXISTS \\1;"
{
  sed -e '/^COPY .* FROM stdin;$/,/^\\\.$/b' \
    -e '1,/^\\connect /{' \
    -e '/^DROP ROLE /d' \
    -e 's/^CREATE ROLE \(.*\);$/DO $do$ BEGIN CREATE ROLE \1; EXCEPTION WHEN duplicate_object THEN NULL; END $do$;/' \
    -e 's/^DROP DATABASE IF EXISTS \(.*\);$/'"$drop"'/' \
    -e '}' \
    -e 's/^DROP DATABASE \(postgres\);$/'"$drop"'/' \
    -e 's/^DROP DATABASE \(template1\);$/'"$drop"'/' \
    -e 's/^\\connect .*/'"$open $here"';\n&\n'"$(shut "$here")"'/' \
    "$file" && echo "$open $here;" || printf '\n\\.\nSELECT 1/0;\n'
} | run postgres -o /dev/null
