-- 0004_create_visits on PostgreSQL: makes the table.

CREATE TABLE visits (
    id uuid NOT NULL,
    place varchar(40) NOT NULL,
    CONSTRAINT visits_pkey PRIMARY KEY (id)
) PARTITION BY RANGE (id);

CREATE TABLE visits_later PARTITION OF visits FOR VALUES FROM (MINVALUE) TO (MAXVALUE);

CREATE INDEX visits_place_idx ON visits (place);
