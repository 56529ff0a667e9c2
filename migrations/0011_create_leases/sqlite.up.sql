-- 0011_create_leases on SQLite: makes the table.

CREATE TABLE leases (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    holder TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT leases_pkey PRIMARY KEY (id),
    CONSTRAINT leases_name_key UNIQUE (name),
    CONSTRAINT leases_name_check CHECK (length(name) BETWEEN 1 AND 50 AND name NOT LIKE '% '),
    CONSTRAINT leases_holder_check CHECK (length(holder) <= 50)
) STRICT;
