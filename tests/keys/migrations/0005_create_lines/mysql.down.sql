-- 0005_create_lines on MySQL: takes the table back.

DROP TABLE `lines`;
