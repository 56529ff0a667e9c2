-- 0025_create_note_kinds on MySQL: makes the table.

CREATE TABLE note_kinds (
    id INT NOT NULL,
    CONSTRAINT note_kinds_pkey PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
