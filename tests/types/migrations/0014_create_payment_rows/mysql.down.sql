-- 0014_create_payment_rows on MySQL: takes the table back.

DROP TABLE `paymentRows`;
