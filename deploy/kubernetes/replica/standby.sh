#!/usr/bin/env bash
# Starts a PostgreSQL that follows the one of PGHOST, PGPORT, PGUSER and PGPASSWORD. The first time it copies that one.
set -euo pipefail
if [ ! -d "$PGDATA" ]; then
    # A copy that was interrupted is none.
    copy=$PGDATA.copy
    rm -rf "$copy"
    pg_basebackup --pgdata="$copy" --write-recovery-conf --slot=standby --checkpoint=fast
    chmod 700 "$copy"
    mv "$copy" "$PGDATA"
fi
# Rows that a long read here still needs stay on the primary.
exec postgres -c hot_standby_feedback=on "$@"
