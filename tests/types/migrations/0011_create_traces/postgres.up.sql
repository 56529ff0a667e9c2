-- 0011_create_traces on PostgreSQL: makes the table.

CREATE TABLE traces (
    guest_id bigint,
    line varchar(80) NOT NULL,
    made_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT traces_guest_id_fkey FOREIGN KEY (guest_id) REFERENCES guests (id) ON DELETE SET NULL,
    CONSTRAINT traces_line_check CHECK (char_length(line) >= 1)
);

CREATE INDEX traces_guest_id_made_at_idx ON traces (guest_id, made_at DESC);

COMMENT ON TABLE traces IS 'What was done, in lines.';
