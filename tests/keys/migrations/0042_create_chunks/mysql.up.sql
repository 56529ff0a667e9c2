-- 0042_create_chunks on MySQL: makes the table.

CREATE TABLE chunks (
    hash VARBINARY(16) NOT NULL,
    digest VARBINARY(32) NOT NULL,
    note VARBINARY(4),
    uses INT NOT NULL DEFAULT 0,
    `before` VARBINARY(16),
    CONSTRAINT chunks_pkey PRIMARY KEY (hash),
    CONSTRAINT chunks_digest_key UNIQUE (digest),
    CONSTRAINT chunks_before_fkey FOREIGN KEY (`before`) REFERENCES chunks (hash) ON DELETE SET NULL,
    KEY chunks_before_idx (`before`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
