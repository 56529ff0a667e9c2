-- 0032_create_band_genres on SQLite: makes the table.

CREATE TABLE band_genres (
    band_id INTEGER NOT NULL,
    genre_id TEXT NOT NULL,
    CONSTRAINT band_genres_pkey PRIMARY KEY (band_id, genre_id),
    CONSTRAINT band_genres_band_id_fkey FOREIGN KEY (band_id) REFERENCES bands (id) ON DELETE CASCADE,
    CONSTRAINT band_genres_genre_id_fkey FOREIGN KEY (genre_id) REFERENCES genres (id) ON DELETE CASCADE,
    CONSTRAINT band_genres_genre_id_check CHECK (length(genre_id) <= 20 AND genre_id NOT LIKE '% ')
) STRICT;

CREATE INDEX band_genres_genre_id_idx ON band_genres (genre_id);
