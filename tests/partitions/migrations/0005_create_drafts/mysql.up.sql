-- 0005_create_drafts on MySQL: makes the table.

CREATE TABLE drafts (
    id BINARY(16) NOT NULL,
    title VARCHAR(40) NOT NULL,
    edits INT NOT NULL DEFAULT 0,
    CONSTRAINT drafts_pkey PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
