-- 0028_create_genres on PostgreSQL: makes the table.

CREATE TABLE genres (
    id varchar(20) NOT NULL,
    bands integer NOT NULL DEFAULT 0,
    gone_at timestamptz,
    CONSTRAINT genres_pkey PRIMARY KEY (id),
    CONSTRAINT genres_id_check CHECK (id NOT LIKE '% ')
);
