-- 0011_create_city_halls on SQLite: makes the table.

CREATE TABLE city_halls (
    city_id INTEGER NOT NULL,
    address TEXT NOT NULL,
    CONSTRAINT city_halls_pkey PRIMARY KEY (city_id),
    CONSTRAINT city_halls_city_id_fkey FOREIGN KEY (city_id) REFERENCES cities (id) ON DELETE CASCADE,
    CONSTRAINT city_halls_address_check CHECK (length(address) <= 100)
) STRICT;
