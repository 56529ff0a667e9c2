-- 0012_create_notes on MySQL: makes the table.

CREATE TABLE notes (
    id BIGINT AUTO_INCREMENT NOT NULL,
    org_code VARCHAR(20) NOT NULL,
    member_id BINARY(16) NOT NULL,
    `key` VARCHAR(10),
    day DATE NOT NULL,
    hits INT NOT NULL DEFAULT 0,
    done TINYINT(1) NOT NULL DEFAULT 0,
    key_unique VARCHAR(11) GENERATED ALWAYS AS (COALESCE(CONCAT('=', `key`), '')) VIRTUAL,
    CONSTRAINT notes_pkey PRIMARY KEY (id),
    CONSTRAINT notes_org_code_key_day_key UNIQUE (org_code, key_unique, day),
    CONSTRAINT notes_org_code_fkey FOREIGN KEY (org_code) REFERENCES orgs (org_code) ON DELETE CASCADE,
    CONSTRAINT notes_org_code_member_id_fkey FOREIGN KEY (org_code, member_id) REFERENCES members (org_code, id) ON DELETE CASCADE,
    CONSTRAINT notes_org_code_check CHECK (org_code NOT LIKE '% '),
    CONSTRAINT notes_key_check CHECK (`key` NOT LIKE '% '),
    CONSTRAINT notes_done_check CHECK (done IN (0, 1)),
    KEY notes_org_code_member_id_idx (org_code, member_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
