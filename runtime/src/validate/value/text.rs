//! Texts.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// A text, or none.
pub trait Text {
    /// Returns the text; `None` where there is none to check.
    fn text(&self) -> Option<&str>;
}

impl Text for str {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Text for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Text for Cow<'_, str> {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl<T: Text> Text for Option<T> {
    fn text(&self) -> Option<&str> {
        self.as_ref().and_then(Text::text)
    }
}

macro_rules! through_pointer {
    ($($pointer:ty),*) => {$(
        impl<T: Text + ?Sized> Text for $pointer {
            fn text(&self) -> Option<&str> {
                (**self).text()
            }
        }
    )*};
}

through_pointer!(&T, Box<T>, Rc<T>, Arc<T>);
