-- 0002_create_authors on MySQL: makes the table.

CREATE TABLE authors (
    `authorId` BIGINT AUTO_INCREMENT NOT NULL,
    `workspaceKey` VARCHAR(50) NOT NULL,
    `eMail` VARCHAR(100) NOT NULL,
    `Select` VARCHAR(30),
    `order` VARCHAR(6) NOT NULL DEFAULT 'open',
    `articleCount` BIGINT NOT NULL DEFAULT 0,
    `sum of words` BIGINT NOT NULL DEFAULT 0,
    `group` INT NOT NULL DEFAULT 0,
    `secretHash` VARCHAR(64),
    `seenAt` DATETIME(6),
    `createdAt` DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    `deletedAt` DATETIME(6),
    CONSTRAINT authors_pkey PRIMARY KEY (`authorId`),
    CONSTRAINT `authors_workspaceKey_eMail_key` UNIQUE (`workspaceKey`, `eMail`),
    CONSTRAINT `authors_secretHash_key` UNIQUE (`secretHash`),
    CONSTRAINT `authors_workspaceKey_Select_key` UNIQUE (`workspaceKey`, `Select`),
    CONSTRAINT `authors_workspaceKey_authorId_key` UNIQUE (`workspaceKey`, `authorId`),
    CONSTRAINT `authors_workspaceKey_fkey` FOREIGN KEY (`workspaceKey`) REFERENCES workspaces (`workspaceKey`) ON DELETE CASCADE,
    CONSTRAINT `authors_workspaceKey_check` CHECK (`workspaceKey` NOT LIKE '% '),
    CONSTRAINT `authors_eMail_check` CHECK (`eMail` NOT LIKE '% '),
    CONSTRAINT `authors_Select_check` CHECK (`Select` NOT LIKE '% '),
    CONSTRAINT authors_order_check CHECK (`order` IN ('open', 'closed')),
    CONSTRAINT `authors_secretHash_check` CHECK (`secretHash` NOT LIKE '% '),
    KEY `authors_order_createdAt_idx` (`order`, `createdAt` DESC, `authorId` DESC)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
