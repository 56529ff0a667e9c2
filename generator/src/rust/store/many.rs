//! Rows of two entities that a table between them ties to each other.

use proc_macro2::TokenStream;
use quote::quote;

use super::Whole;
use crate::ir::{Field, ManyToMany, Relation};
use crate::rust::model::{Model, column, finder, tokens};
use crate::rust::sql::clause::{OrderedBy, after, equals, ordered};
use crate::rust::sql::form::{Part, Shape};
use crate::rust::sql::{Form, Statement, filter, scope};

/// One direction of a tie: from rows of `from` over rows of `join` to rows of `to`.
struct Direction<'w, 'a> {
    from: &'w Model<'a>,
    join: &'w Model<'a>,
    to: &'w Model<'a>,
    /// The references of `join` to both.
    ends: [&'a Relation; 2],
    /// Whether `join` names the end that is left first.
    is_forward: bool,
}

impl<'a> Direction<'_, 'a> {
    fn name(&self) -> String {
        format!("{}_to_{}", tokens::snake(&self.from.entity.name), self.to.entity.rows())
    }

    fn field(&self, end: usize) -> &'a Field {
        self.join.entity.field(self.ends[end].field)
    }
}

fn directions<'w, 'a>(whole: &'w Whole<'a>) -> Vec<Direction<'w, 'a>> {
    let both = |tie: &'a ManyToMany| {
        let [one, other] = &tie.ends;
        [direction(whole, tie, one, other), direction(whole, tie, other, one)].into_iter().flatten()
    };
    whole.schema.ties.iter().flat_map(both).collect()
}

fn direction<'w, 'a>(whole: &'w Whole<'a>, tie: &ManyToMany, from: &str, to: &str) -> Option<Direction<'w, 'a>> {
    let model = |name: &str| whole.models.iter().find(|model| model.entity.name == name);
    let join = model(&tie.through)?;
    let end =
        |of: &str| join.entity.relations.iter().find(|one| one.parent == of && one.is_to_key() && !one.is_composite());
    let ends = [end(from)?, end(to)?];
    let is_forward = ends[0].field < ends[1].field;
    Some(Direction { from: model(from)?, join, to: model(to)?, ends, is_forward })
}

/// Returns how rows are tied to each other.
// Expands to:
//     impl ManyToMany<Tag> for Post { type Join = PostTag; }
//     impl Join<Post, Tag> for PostTag { … }
pub(super) fn ties(whole: &Whole<'_>) -> TokenStream {
    directions(whole).iter().map(tie).collect()
}

fn tie(direction: &Direction<'_, '_>) -> TokenStream {
    let Direction { from, join, to, .. } = direction;
    let support = {
        let runtime = join.runtime();
        quote!(#runtime::support)
    };
    let (one, row, other, new) = (&from.name, &join.name, &to.name, &join.new);
    let statements = tokens::constant(&direction.name());
    let key = |model: &Model<'_>| {
        let name = &model.name;
        quote!(<#name as #support::Entity>::Key)
    };
    let (own, theirs) = (key(from), key(to));
    let given = if direction.is_forward { quote!(own, other) } else { quote!(other, own) };
    let end = |at: usize, model: &Model<'_>| {
        let field = direction.field(at);
        let place = column::owned(join, field, &{
            let member = tokens::ident(&field.name);
            quote!(self.#member)
        });
        // The struct may hold the key without its type.
        let is_other = join.site.has_bare(&model.entity.name) != model.site.has_bare(&model.entity.name);
        if is_other { quote!(#place.into()) } else { place }
    };
    let (first, second) = (end(0, from), end(1, to));
    quote! {
        impl #support::ManyToMany<#other> for #one {
            type Join = #row;
        }

        impl #support::Join<#one, #other> for #row {
            const SQL: &'static #support::JoinSql = &sql::#statements;

            fn tie(own: #own, other: #theirs) -> #new {
                #new::new(#given)
            }

            fn ends(&self) -> (#own, #theirs) {
                (#first, #second)
            }
        }
    }
}

/// Returns the statements.
pub(super) fn statements<'w, 'a>(whole: &'w Whole<'a>) -> Vec<(&'w Model<'a>, Form)> {
    directions(whole).into_iter().map(|direction| (direction.from, form(&direction))).collect()
}

fn form(direction: &Direction<'_, '_>) -> Form {
    let Direction { join, to, .. } = direction;
    let name = |part: &str| format!("{}_{part}", direction.name());
    let list = {
        let columns = to.row_fields().map(Field::column);
        let head = Statement::new("SELECT ").names(columns).text(" FROM ").table(&to.entity.table);
        let order: Vec<_> = to.keys().map(|field| OrderedBy::new(field, finder::key_order(to.entity))).collect();
        let shape = Shape::List {
            head: head.then(tied(direction)),
            after: Statement::new(" AND ").then(after(&order)),
            order: ordered(&order),
        };
        Form { name: name("tied"), shape }
    };
    let count = Statement::new("SELECT COUNT(*) FROM ").table(&to.entity.table).then(tied(direction));
    let of = |part: &str, mut conditions: Vec<Statement>, end: usize| {
        let columns = join.row_fields().map(Field::column);
        let head = Statement::new("SELECT ").names(columns).text(" FROM ").table(&join.entity.table);
        conditions.push(Statement::default().name(direction.field(end).column()).text(" IN ("));
        let shape = Shape::In {
            head: head.then(filter(conditions)),
            tail: vec![")".to_owned()],
            columns: Vec::new(),
            array: None,
        };
        Form { name: name(part), shape }
    };
    let own = || scope(join.entity, true);
    let among = own().into_iter().chain([equals(direction.field(0).column())]).collect();
    let members = [
        ("tied", list),
        ("count", Form::plain(name("count"), count)),
        ("among", of("among", among, 1)),
        ("of_many", of("of_many", own(), 0)),
    ];
    Form::group(direction.name(), "JoinSql", members.map(|(member, form)| (member, Part::Form(form))).into())
}

/// Returns the condition of rows that are tied to one.
fn tied(direction: &Direction<'_, '_>) -> Statement {
    let Direction { join, to, .. } = direction;
    let of = |model: &Model<'_>| {
        let tenant = model.tenant()?;
        Some(Statement::default().table(&model.entity.table).text(".").name(tenant.column()))
    };
    let inner = of(join).zip(of(to)).map(|(own, theirs)| own.text(" = ").then(theirs));
    let inner = inner.into_iter().chain([equals(direction.field(0).column())]).collect();
    let found = Statement::new("SELECT ").name(direction.field(1).column()).text(" FROM ").table(&join.entity.table);
    let mut conditions = scope(to.entity, true);
    conditions
        .push(Statement::default().name(to.key().column()).text(" IN (").then(found.then(filter(inner))).text(")"));
    filter(conditions)
}
