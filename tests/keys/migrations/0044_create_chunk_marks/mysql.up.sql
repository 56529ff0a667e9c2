-- 0044_create_chunk_marks on MySQL: makes the table.

CREATE TABLE chunk_marks (
    id INT AUTO_INCREMENT NOT NULL,
    hash VARBINARY(16) NOT NULL,
    part VARBINARY(8) NOT NULL,
    CONSTRAINT chunk_marks_pkey PRIMARY KEY (id),
    CONSTRAINT chunk_marks_hash_part_fkey FOREIGN KEY (hash, part) REFERENCES chunk_uses (chunk_hash, part) ON DELETE CASCADE,
    KEY chunk_marks_hash_part_idx (hash, part)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
