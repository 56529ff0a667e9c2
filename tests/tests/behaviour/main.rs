//! One suite for every engine: what the generated repositories promise.

mod aggregates;
mod borrowed;
mod caching;
mod counters;
mod errors;
mod handlers;
mod identity;
mod instances;
mod keywords;
mod migrations;
mod outage;
mod own_sql;
mod paging;
mod queries;
mod rows;
mod scope;
mod search;
mod seed;
mod shop;
mod slow_loads;
mod streams;
mod testing;
mod transactions;
mod validation;
mod warm;
mod zoo;
