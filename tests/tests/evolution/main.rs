//! A schema that is changed becomes what it would have been from the start, and its rows stay.

mod case;
mod cases;
mod counters;
mod edit;
mod front;
mod model;
mod normal;
mod place;
mod planted;
mod random;
mod rows;
mod shrink;
mod told;
mod value;
mod ways;
