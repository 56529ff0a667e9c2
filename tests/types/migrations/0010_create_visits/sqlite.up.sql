-- 0010_create_visits on SQLite: makes the table.

CREATE TABLE visits (
    guest_id INTEGER NOT NULL,
    came_on TEXT NOT NULL,
    rating INTEGER,
    CONSTRAINT visits_guest_id_came_on_key UNIQUE (guest_id, came_on),
    CONSTRAINT visits_guest_id_fkey FOREIGN KEY (guest_id) REFERENCES guests (id) ON DELETE CASCADE,
    CONSTRAINT visits_rating_check CHECK (rating BETWEEN 1 AND 5)
) STRICT;

CREATE INDEX visits_came_on_idx ON visits (came_on);
