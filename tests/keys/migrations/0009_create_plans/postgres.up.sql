-- 0009_create_plans on PostgreSQL: makes the table.

CREATE TABLE plans (
    kind text NOT NULL,
    price integer NOT NULL,
    CONSTRAINT plans_pkey PRIMARY KEY (kind),
    CONSTRAINT plans_kind_check CHECK (kind IN ('free', 'pro'))
);
