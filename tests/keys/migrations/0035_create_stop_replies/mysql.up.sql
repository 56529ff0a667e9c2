-- 0035_create_stop_replies on MySQL: makes the table.

CREATE TABLE stop_replies (
    id INT AUTO_INCREMENT NOT NULL,
    note_id INT NOT NULL,
    CONSTRAINT stop_replies_pkey PRIMARY KEY (id),
    CONSTRAINT stop_replies_note_id_fkey FOREIGN KEY (note_id) REFERENCES stop_notes (id) ON DELETE CASCADE,
    KEY stop_replies_note_id_idx (note_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
