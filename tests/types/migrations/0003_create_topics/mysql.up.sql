-- 0003_create_topics on MySQL: makes the table.

CREATE TABLE topics (
    `topicId` BINARY(16) NOT NULL,
    `workspaceKey` VARCHAR(50) NOT NULL,
    `Name` VARCHAR(20) NOT NULL,
    `useCount` INT NOT NULL DEFAULT 0,
    CONSTRAINT topics_pkey PRIMARY KEY (`topicId`),
    CONSTRAINT `topics_workspaceKey_fkey` FOREIGN KEY (`workspaceKey`) REFERENCES workspaces (`workspaceKey`) ON DELETE CASCADE,
    CONSTRAINT `topics_workspaceKey_check` CHECK (`workspaceKey` NOT LIKE '% '),
    KEY `topics_workspaceKey_idx` (`workspaceKey`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
