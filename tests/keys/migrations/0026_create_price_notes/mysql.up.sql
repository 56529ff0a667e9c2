-- 0026_create_price_notes on MySQL: makes the table.

CREATE TABLE price_notes (
    id INT AUTO_INCREMENT NOT NULL,
    price_id INT NOT NULL,
    kind INT NOT NULL DEFAULT 1,
    CONSTRAINT price_notes_pkey PRIMARY KEY (id),
    CONSTRAINT price_notes_price_id_fkey FOREIGN KEY (price_id) REFERENCES prices (id) ON DELETE CASCADE,
    CONSTRAINT price_notes_kind_fkey FOREIGN KEY (kind) REFERENCES note_kinds (id) ON DELETE RESTRICT,
    KEY price_notes_price_id_idx (price_id),
    KEY price_notes_kind_idx (kind)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
