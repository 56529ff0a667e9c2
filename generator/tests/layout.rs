//! How tokens become text: as rustfmt would lay them out within 120 columns, but macro calls one entry per line, and
//! lists of words, literals and arguments on as few lines as hold them.

use larder_generator::format;
use proc_macro2::TokenStream;
use quote::quote;

/// Returns the text behind the header.
fn text(tokens: TokenStream) -> String {
    let text = format::file("Something.", tokens);
    let body = text.strip_prefix(&format::header("Something.")).expect("the header comes first");
    body.to_owned()
}

#[test]
fn items_are_parted_by_blank_lines() {
    let made = text(quote! {
        mod repository; mod sql;
        pub use repository::*;
        /// A row.
        ///
        /// Of a table.
        #[derive(Debug, Clone)]
        pub struct Row<'a> { #[doc = " Its key."] #[serde(default)] pub key: Option<&'a str>, pub(super) list: Vec<Vec<u8>> }
        pub struct Nothing {}
        impl<'a> Row<'a> {
            const FIRST: &'static [Kind] = &[];
            const SECOND: bool = true;
            fn key(&self) -> &Key<'_> { &self.key }
            fn nothing() {}
        }
    });
    let expected = r#"
mod repository;
mod sql;

pub use repository::*;

/// A row.
///
/// Of a table.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// Its key.
    #[serde(default)]
    pub key: Option<&'a str>,
    pub(super) list: Vec<Vec<u8>>,
}

pub struct Nothing {}

impl<'a> Row<'a> {
    const FIRST: &'static [Kind] = &[];
    const SECOND: bool = true;

    fn key(&self) -> &Key<'_> {
        &self.key
    }

    fn nothing() {}
}
"#;
    assert_eq!(made, expected.trim_start());
}

#[test]
fn the_arguments_of_a_long_signature_have_a_line_of_their_own() {
    let made = text(quote! {
        pub fn list_by_a_column_with_a_long_name<K: Into<UserId>>(self, a_column_with_a_long_name: K, page: larder::Page)
            -> impl Future<Output = Result<Paged<Row>>> + use<'a, K> {
            let name: UserId = name.into();
            self.page(&sql::LIST.list, &[&name], page)
        }
    });
    let expected = "\
pub fn list_by_a_column_with_a_long_name<K: Into<UserId>>(
    self, a_column_with_a_long_name: K, page: larder::Page,
) -> impl Future<Output = Result<Paged<Row>>> + use<'a, K> {
    let name: UserId = name.into();
    self.page(&sql::LIST.list, &[&name], page)
}
";
    assert_eq!(made, expected);
}

#[test]
fn statements_are_laid_out_by_their_kind() {
    let made = text(quote! {
        fn work(&self) {
            if patch.first.is_some() || patch.second.is_some() { to.rows(); } else { Kept }
            if let Some(key) = &patch.key { to.key(&sql::BY_KEY, (Keyed(*key),)); }
            match &patch.body { Some(body) => Words::Known(Tokens::of(tenant, &[body])), None => Words::Kept, }
            let adding = Adding::<Row> { sql: &sql::ADD, key: |row, to| { to.add(&row.key); to.add(&row.day); }, };
            check.no_nul("a member with quite a long name", &self.member, ..=100).one_of("a member", &self.member, &[1, 2]).past();
            self.rest(<Row as Registered>::COUNTERS[0].target(), -1, 'a', |_| vec![1], <[u8; 6]>::default(), 0.5..=1.0)
        }
    });
    let expected = r#"fn work(&self) {
    if patch.first.is_some() || patch.second.is_some() {
        to.rows();
    } else {
        Kept
    }
    if let Some(key) = &patch.key {
        to.key(&sql::BY_KEY, (Keyed(*key),));
    }
    match &patch.body {
        Some(body) => Words::Known(Tokens::of(tenant, &[body])),
        None => Words::Kept,
    }
    let adding = Adding::<Row> {
        sql: &sql::ADD,
        key: |row, to| {
            to.add(&row.key);
            to.add(&row.day);
        },
    };
    check
        .no_nul("a member with quite a long name", &self.member, ..=100)
        .one_of("a member", &self.member, &[1, 2])
        .past();
    self.rest(<Row as Registered>::COUNTERS[0].target(), -1, 'a', |_| vec![1], <[u8; 6]>::default(), 0.5..=1.0)
}
"#;
    assert_eq!(made, expected);
}

#[test]
fn a_macro_call_has_a_line_for_each_entry() {
    let made = text(quote! {
        record! { Row = 0x01 from NewRow { plain id, key name = (None) fixed, } }
        new_row! { pub struct NewRow of Row { into id: RowId = RowId::new() } else {} }
        serde_record!(Row);
        macro_rules! columns { (mysql) => { "id, `order`" }; ($dialect:ident) => { "id, \"order\"" }; }
        finders! {
            find_by_name | get_by_name(name: &str) -> Row by sql::BY_NAME = (Keyed(name),);
            find_by_a_name_and_a_day_and_a_third_column_too | get_by_a_name_and_a_day_and_a_third_column_too(name: &str, day: Date) -> Row by sql::X = (name, day);
        }
    });
    let expected = r#"record! {
    Row = 0x01 from NewRow {
        plain id, key name = (None) fixed,
    }
}

new_row! {
    pub struct NewRow of Row {
        into id: RowId = RowId::new(),
    } else {}
}

serde_record!(Row);

macro_rules! columns {
    (mysql) => {
        "id, `order`"
    };
    ($dialect:ident) => {
        "id, \"order\""
    };
}

finders! {
    find_by_name | get_by_name(name: &str) -> Row by sql::BY_NAME = (Keyed(name),);
    find_by_a_name_and_a_day_and_a_third_column_too |
        get_by_a_name_and_a_day_and_a_third_column_too(name: &str, day: Date) -> Row by sql::X = (name, day);
}
"#;
    assert_eq!(made, expected);
}

#[test]
fn pieces_fill_lines_and_the_last_argument_may_be_pieces() {
    let pieces = quote!("Row.find": select columns " FROM a_table_with_a_name_of_some_length WHERE a_tenant = " 1, " AND name = " 2, " AND day = " 3);
    let made = text(quote! {
        pub(super) static FIND: Sql = sql!(#pieces);
        pub(super) static BY_NAME: UniqueSql = UniqueSql::new("name", sql!(#pieces)).with_nulls().or_without(0, sql!(#pieces));
        pub(super) static ROWS: RowsSql = RowsSql { rows: InSql::keys(sql!(#pieces)), marks: None };
        static PARENTS: &[ParentCheck] = &[ParentCheck { reference: "a reference of some length", columns: &["first", "second"], exists: sql!(#pieces) }];
        static NAMES: Names = Names::of(&["a_column_with_a_name_of_some_length", "another_column_with_a_name", "and_a_third_of_them"]);
    });
    let expected = r#"pub(super) static FIND: Sql = sql!(
    "Row.find": select columns " FROM a_table_with_a_name_of_some_length WHERE a_tenant = " 1, " AND name = " 2,
    " AND day = " 3
);

pub(super) static BY_NAME: UniqueSql = UniqueSql::new("name", sql!(
    "Row.find": select columns " FROM a_table_with_a_name_of_some_length WHERE a_tenant = " 1, " AND name = " 2,
    " AND day = " 3
))
.with_nulls()
.or_without(0, sql!(
    "Row.find": select columns " FROM a_table_with_a_name_of_some_length WHERE a_tenant = " 1, " AND name = " 2,
    " AND day = " 3
));

pub(super) static ROWS: RowsSql = RowsSql {
    rows: InSql::keys(sql!(
        "Row.find": select columns " FROM a_table_with_a_name_of_some_length WHERE a_tenant = " 1, " AND name = " 2,
        " AND day = " 3
    )),
    marks: None,
};

static PARENTS: &[ParentCheck] = &[ParentCheck {
    reference: "a reference of some length",
    columns: &["first", "second"],
    exists: sql!(
        "Row.find": select columns " FROM a_table_with_a_name_of_some_length WHERE a_tenant = " 1, " AND name = " 2,
        " AND day = " 3
    ),
}];

static NAMES: Names = Names::of(
    &["a_column_with_a_name_of_some_length", "another_column_with_a_name", "and_a_third_of_them"],
);
"#;
    assert_eq!(made, expected);
}

#[test]
fn a_condition_that_does_not_fit_has_a_line_for_each_alternative() {
    let members = ["a_member_with_a_long_name", "another_member_with_a_long_name", "a_third_one_with_a_long_name"];
    let members = members.map(|name| quote::format_ident!("{name}"));
    let made = text(quote!(fn work() { if #(patch.#members.is_some())||* { to.rows(); } }));
    let expected = "\
fn work() {
    if patch.a_member_with_a_long_name.is_some()
        || patch.another_member_with_a_long_name.is_some()
        || patch.a_third_one_with_a_long_name.is_some()
    {
        to.rows();
    }
}
";
    assert_eq!(made, expected);
}
