-- 0014_create_payment_rows on SQLite: takes the table back.

DROP TABLE "paymentRows";
