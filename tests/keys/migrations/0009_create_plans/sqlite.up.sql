-- 0009_create_plans on SQLite: makes the table.

CREATE TABLE plans (
    kind TEXT NOT NULL,
    price INTEGER NOT NULL,
    CONSTRAINT plans_pkey PRIMARY KEY (kind),
    CONSTRAINT plans_kind_check CHECK (kind IN ('free', 'pro'))
) STRICT;
