-- 0010_create_visits on MySQL: makes the table.

CREATE TABLE visits (
    guest_id BIGINT NOT NULL,
    came_on DATE NOT NULL,
    rating SMALLINT,
    CONSTRAINT visits_guest_id_came_on_key UNIQUE (guest_id, came_on),
    CONSTRAINT visits_guest_id_fkey FOREIGN KEY (guest_id) REFERENCES guests (id) ON DELETE CASCADE,
    CONSTRAINT visits_rating_check CHECK (rating BETWEEN 1 AND 5),
    KEY visits_came_on_idx (came_on)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
