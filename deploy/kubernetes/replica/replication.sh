#!/usr/bin/env bash
# Lets a standby follow this server. PostgreSQL's image runs it once, when the volume is empty.
set -euo pipefail
echo "host replication $POSTGRES_USER all scram-sha-256" >>"$PGDATA/pg_hba.conf"
psql --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
    --command="SELECT pg_create_physical_replication_slot('standby')"
