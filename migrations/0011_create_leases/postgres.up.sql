-- 0011_create_leases on PostgreSQL: makes the table.

CREATE TABLE leases (
    id uuid NOT NULL,
    name varchar(50) NOT NULL,
    holder varchar(50) NOT NULL,
    expires_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 0,
    CONSTRAINT leases_pkey PRIMARY KEY (id),
    CONSTRAINT leases_name_key UNIQUE (name),
    CONSTRAINT leases_name_check CHECK (char_length(name) >= 1 AND name NOT LIKE '% ')
);
