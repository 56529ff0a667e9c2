-- 0006_create_slots on SQLite: makes the table.

CREATE TABLE slots (
    id INTEGER NOT NULL,
    rack_id INTEGER NOT NULL,
    CONSTRAINT slots_pkey PRIMARY KEY (id),
    CONSTRAINT slots_rack_id_fkey FOREIGN KEY (rack_id) REFERENCES racks (id) ON DELETE CASCADE
) STRICT;

CREATE INDEX slots_rack_id_idx ON slots (rack_id);
