-- 0011_create_city_halls on PostgreSQL: makes the table.

CREATE TABLE city_halls (
    city_id integer NOT NULL,
    address varchar(100) NOT NULL,
    CONSTRAINT city_halls_pkey PRIMARY KEY (city_id),
    CONSTRAINT city_halls_city_id_fkey FOREIGN KEY (city_id) REFERENCES cities (id) ON DELETE CASCADE
);
