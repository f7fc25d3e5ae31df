set -eu
user=$1 file=$2/$3.sql database=$3
test -s "$file"
run() {
  psql -X -q -U "$user" -v ON_ERROR_STOP=1 -d "$@"
}
here='datname = pg_catalog.current_database()'
whole='database cluster dump complete' roles=''
if [ "$database" != all ]; then
  whole='database dump complete'
  if ! head -n 5 "$file" | grep -q 'database cluster dump$'; then
    run "$database" -c 'SELECT' >/dev/null 2>&1 ||
      printf '%s\n' "SELECT pg_catalog.format('CREATE DATABASE %I TEMPLATE template0', :'name') WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = :'name') \\gexec" | run postgres -v name="$database"
    run "$database" -o /dev/null -c "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE $here AND pid <> pg_catalog.pg_backend_pid() AND usename = current_user"
    run "$database" -o /dev/null --single-transaction -f "$file"
    exit
  fi
  lacking='IF NOT EXISTS (SELECT FROM pg_temp.here WHERE $name$\1$name$ IN (rolname::text, pg_catalog.quote_ident(rolname))) THEN'
  roles='1,/^-- PostgreSQL database cluster dump complete/{
1s/^/BEGIN;\nCREATE TEMP TABLE here AS SELECT rolname FROM pg_catalog.pg_roles;\n/
s/^CREATE ROLE \(.*\);$/DO $do$ BEGIN '"$lacking"' CREATE ROLE \1; END IF; END $do$;/
s/^ALTER ROLE \(.*\) WITH \([NO]*SUPERUSER .*\);$/DO $do$ BEGIN '"$lacking"' ALTER ROLE \1 WITH \2; END IF; END $do$;/
s/^-- PostgreSQL database cluster dump complete/COMMIT;\n&/
}'
fi
tail -n 9 "$file" | grep -q "$whole"
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
    -e "$roles" \
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
