-- 0001_create_workspaces on MySQL: makes the table.

CREATE TABLE workspaces (
    `workspaceId` BINARY(16) NOT NULL,
    `workspaceKey` VARCHAR(50) NOT NULL,
    `changedAt` DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT workspaces_pkey PRIMARY KEY (`workspaceId`),
    CONSTRAINT `workspaces_workspaceKey_key` UNIQUE (`workspaceKey`),
    CONSTRAINT `workspaces_workspaceKey_check` CHECK (CHAR_LENGTH(`workspaceKey`) >= 3 AND `workspaceKey` NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
