-- 0008_create_exacts on PostgreSQL: makes the table.

CREATE TABLE exacts (
    id uuid NOT NULL,
    moment timestamptz NOT NULL,
    clock time NOT NULL,
    pause bigint NOT NULL,
    later timestamptz,
    rest bigint,
    anything jsonb NOT NULL,
    other jsonb,
    single real NOT NULL,
    double double precision NOT NULL,
    fixed timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT exacts_pkey PRIMARY KEY (id),
    CONSTRAINT exacts_moment_pause_key UNIQUE (moment, pause)
);
