-- 0005_create_order on MySQL: takes the table back.

DROP TABLE `order`;
