-- 0032_create_band_genres on MySQL: makes the table.

CREATE TABLE band_genres (
    band_id INT NOT NULL,
    genre_id VARCHAR(20) NOT NULL,
    CONSTRAINT band_genres_pkey PRIMARY KEY (band_id, genre_id),
    CONSTRAINT band_genres_band_id_fkey FOREIGN KEY (band_id) REFERENCES bands (id) ON DELETE CASCADE,
    CONSTRAINT band_genres_genre_id_fkey FOREIGN KEY (genre_id) REFERENCES genres (id) ON DELETE CASCADE,
    CONSTRAINT band_genres_genre_id_check CHECK (genre_id NOT LIKE '% '),
    KEY band_genres_genre_id_idx (genre_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
