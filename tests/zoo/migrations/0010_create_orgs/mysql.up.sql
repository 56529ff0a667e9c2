-- 0010_create_orgs on MySQL: makes the table.

CREATE TABLE orgs (
    id BIGINT AUTO_INCREMENT NOT NULL,
    org_code VARCHAR(20) NOT NULL,
    CONSTRAINT orgs_pkey PRIMARY KEY (id),
    CONSTRAINT orgs_org_code_key UNIQUE (org_code),
    CONSTRAINT orgs_org_code_check CHECK (CHAR_LENGTH(org_code) >= 2 AND org_code NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
