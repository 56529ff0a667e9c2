-- 0007_create_tokens on PostgreSQL: makes the table.

CREATE TABLE tokens (
    id uuid NOT NULL,
    title varchar(50) NOT NULL,
    CONSTRAINT tokens_pkey PRIMARY KEY (id)
);
