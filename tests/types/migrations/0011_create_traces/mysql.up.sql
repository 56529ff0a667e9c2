-- 0011_create_traces on MySQL: makes the table.

CREATE TABLE traces (
    guest_id BIGINT,
    line VARCHAR(80) NOT NULL,
    made_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT traces_guest_id_fkey FOREIGN KEY (guest_id) REFERENCES guests (id) ON DELETE SET NULL,
    CONSTRAINT traces_line_check CHECK (CHAR_LENGTH(line) >= 1),
    KEY traces_guest_id_made_at_idx (guest_id, made_at DESC)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT = 'What was done, in lines.';
