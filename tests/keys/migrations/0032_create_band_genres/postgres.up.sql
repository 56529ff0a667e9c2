-- 0032_create_band_genres on PostgreSQL: makes the table.

CREATE TABLE band_genres (
    band_id integer NOT NULL,
    genre_id varchar(20) NOT NULL,
    CONSTRAINT band_genres_pkey PRIMARY KEY (band_id, genre_id),
    CONSTRAINT band_genres_band_id_fkey FOREIGN KEY (band_id) REFERENCES bands (id) ON DELETE CASCADE,
    CONSTRAINT band_genres_genre_id_fkey FOREIGN KEY (genre_id) REFERENCES genres (id) ON DELETE CASCADE,
    CONSTRAINT band_genres_genre_id_check CHECK (genre_id NOT LIKE '% ')
);

CREATE INDEX band_genres_genre_id_idx ON band_genres (genre_id);
