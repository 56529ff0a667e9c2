#!/usr/bin/env bash
# Tells the coordinator, the server of PGHOST, its own name and its workers: `members.sh WORKER…`. It may run again.
set -euo pipefail
until_it_answers() {
    until psql --no-psqlrc --host="$1" --command='SELECT citus_version()' >/dev/null; do sleep 2; done
}
until_it_answers "$PGHOST"
psql --no-psqlrc --set=ON_ERROR_STOP=1 --command="SELECT citus_set_coordinator_host('$PGHOST', 5432)"
for worker in "$@"; do
    until_it_answers "$worker"
    psql --no-psqlrc --set=ON_ERROR_STOP=1 --command="SELECT citus_add_node('$worker', 5432)"
done
