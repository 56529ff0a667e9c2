-- 0011_create_traces on SQLite: makes the table.

CREATE TABLE traces (
    guest_id INTEGER,
    line TEXT NOT NULL,
    made_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT traces_guest_id_fkey FOREIGN KEY (guest_id) REFERENCES guests (id) ON DELETE SET NULL,
    CONSTRAINT traces_line_check CHECK (length(line) BETWEEN 1 AND 80)
) STRICT;

CREATE INDEX traces_guest_id_made_at_idx ON traces (guest_id, made_at DESC);
