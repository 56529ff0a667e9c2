//! Values that columns are compared with.

use std::any::Any;

use super::column::{ColumnKind, ColumnSql};
use crate::value::{Arguments, Bind, Decimal, Digits};

/// A value that a column is compared with.
pub(crate) type Operand = Box<dyn Bind + Send>;

/// A value that equals no column unless a key can hold it.
struct KeyOperand<T>(T);

impl<T: Bind> Bind for KeyOperand<T> {
    fn bind(&self, arguments: &mut Arguments) {
        self.0.bind_key(arguments);
    }
}

/// A decimal as its column takes it.
struct DecimalOperand(Decimal, Digits);

impl Bind for DecimalOperand {
    fn bind(&self, arguments: &mut Arguments) {
        self.1.bind(Some(self.0), arguments);
    }
}

/// Makes an operand of a value.
pub(super) fn operand<T: Bind + Send + 'static>(column: &ColumnSql, value: T) -> Operand {
    if let Some(digits) = column.kind.digits()
        && let Some(decimal) = (&value as &dyn Any).downcast_ref::<Decimal>()
    {
        return Box::new(DecimalOperand(*decimal, digits));
    }
    Box::new(value)
}

/// Makes an operand of a value that the column equals or not.
pub(super) fn equal_operand<T: Bind + Send + 'static>(column: &ColumnSql, value: T) -> Operand {
    match column.kind {
        ColumnKind::KeyText => Box::new(KeyOperand(value)),
        _ => operand(column, value),
    }
}
