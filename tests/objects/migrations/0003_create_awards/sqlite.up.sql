-- 0003_create_awards on SQLite: makes the table.

CREATE TABLE awards (
    id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    score INTEGER NOT NULL,
    CONSTRAINT awards_pkey PRIMARY KEY (id),
    CONSTRAINT awards_member_id_fkey FOREIGN KEY (member_id) REFERENCES members (id) ON DELETE CASCADE
) STRICT;

CREATE INDEX awards_member_id_idx ON awards (member_id);
