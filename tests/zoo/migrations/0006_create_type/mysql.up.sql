-- 0006_create_type on MySQL: makes the table.

CREATE TABLE type (
    `match` BINARY(16) NOT NULL,
    type VARCHAR(4) NOT NULL,
    f VARCHAR(1) NOT NULL,
    parent BINARY(16),
    first_id BINARY(16) NOT NULL,
    other_id BINARY(16),
    CONSTRAINT type_pkey PRIMARY KEY (`match`),
    CONSTRAINT type_parent_fkey FOREIGN KEY (parent) REFERENCES type (`match`) ON DELETE RESTRICT,
    CONSTRAINT type_first_id_fkey FOREIGN KEY (first_id) REFERENCES `order` (id) ON DELETE CASCADE,
    CONSTRAINT type_other_id_fkey FOREIGN KEY (other_id) REFERENCES `order` (id) ON DELETE SET NULL,
    CONSTRAINT type_type_check CHECK (type IN ('a', 'type', 'fn')),
    KEY type_parent_f_idx (parent, f),
    KEY type_first_id_idx (first_id),
    KEY type_other_id_idx (other_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
