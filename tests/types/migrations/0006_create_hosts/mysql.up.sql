-- 0006_create_hosts on MySQL: makes the table.

CREATE TABLE hosts (
    id BIGINT AUTO_INCREMENT NOT NULL,
    email VARCHAR(100) COLLATE utf8mb4_general_ci NOT NULL,
    address VARCHAR(45),
    path VARCHAR(200) NOT NULL,
    pause VARCHAR(50),
    country CHAR(2) NOT NULL,
    balance DECIMAL(19, 2) NOT NULL DEFAULT (0.5),
    exact DECIMAL(30, 10),
    `theBits` CHAR(8),
    level TINYINT UNSIGNED NOT NULL DEFAULT (1),
    words TEXT,
    seen_at DATETIME,
    raw LONGTEXT,
    digest VARBINARY(32),
    handle VARCHAR(30),
    nickname VARCHAR(30),
    token CHAR(40),
    pinged_from VARCHAR(45),
    CONSTRAINT hosts_pkey PRIMARY KEY (id),
    CONSTRAINT hosts_email_key UNIQUE (email),
    CONSTRAINT hosts_country_level_key UNIQUE (country, level),
    KEY hosts_address_idx (address),
    KEY hosts_path_country_idx (path, country DESC, id DESC),
    KEY hosts_pause_idx (pause),
    KEY hosts_country_idx (country)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
