//! Texts that are compared, in columns of a key and others.

use larder_format::Dialect;

use super::Bind;
use crate::validate::Text;
use crate::value::arguments::{Arguments, Refusal};

/// A text of a key. One that ends in a space is refused, stored or compared: MySQL and MariaDB ignore the space, so
/// that there it would be the key of another row.
#[derive(Debug, Clone, Copy)]
pub struct Keyed<T>(pub T);

impl<T: Bind + Text> Bind for Keyed<T> {
    fn bind(&self, arguments: &mut Arguments) {
        if self.0.text().is_some_and(|text| text.ends_with(' ')) {
            T::bind_null(arguments);
            return arguments.refuse(Refusal::TrailingSpace);
        }
        self.0.bind(arguments);
    }

    fn bind_null(arguments: &mut Arguments) {
        T::bind_null(arguments);
    }
}

/// A text that a column of no key is compared with. MySQL's text compares twice: as the index does, and to the last
/// space.
#[derive(Debug, Clone, Copy)]
pub struct Exact<T>(pub T);

impl<T: Bind> Bind for Exact<T> {
    fn bind(&self, arguments: &mut Arguments) {
        self.0.bind(arguments);
        if arguments.dialect() == Dialect::MySql {
            self.0.bind(arguments);
        }
    }

    fn bind_null(arguments: &mut Arguments) {
        T::bind_null(arguments);
    }
}
