//! Conditions: `openid is not null and token_count > 0`.

mod token;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::Text,
    ir::{Comparison, Condition, Constants, Field, FieldType, Json, Literal, Predicate},
    resolve::{
        lookup::{Fields, field_help},
        term::{example, has_nul, literal},
    },
};
use token::{Token, TokenKind, tokens};

/// Reads a condition over the rows of `entity`; its fields are believed where `fields` is out of sight.
pub(in crate::resolve) fn resolve(
    text: &Text,
    entity: &str,
    fields: Option<&Fields>,
    diagnostics: &mut Diagnostics,
) -> Option<Predicate> {
    let tokens = match tokens(text) {
        Ok(tokens) => tokens,
        Err(error) => {
            diagnostics.push(*error);
            return None;
        }
    };
    let mut reader = Reader { tokens: &tokens, text, entity, fields, diagnostics };
    let mut conditions = Vec::new();
    loop {
        conditions.push(reader.condition()?);
        match reader.next() {
            None => return Some(Predicate { conditions }),
            Some(token) if token.is_word("and") => {}
            Some(token) => {
                reader.unreadable(Some(token), "join comparisons with `and`; `or` is not supported");
                return None;
            }
        }
    }
}

struct Reader<'a> {
    tokens: &'a [Token],
    text: &'a Text,
    entity: &'a str,
    fields: Option<&'a Fields>,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    /// Reports `token`, or the end of the text, as out of place.
    fn unreadable(&mut self, token: Option<&Token>, help: &str) {
        let (message, origin) = match token {
            Some(token) => (format!("unexpected `{}`", token.text.value), token.text.origin),
            None => ("the condition is incomplete".to_owned(), self.text.origin),
        };
        self.diagnostics.push(Diagnostic::error(Code::Condition, origin, message).help(help));
    }

    fn condition(&mut self) -> Option<Condition> {
        let token = self.next();
        let Some(Token { kind: TokenKind::Word, text: name }) = token else {
            self.unreadable(token, "a comparison starts with a field: `token_count > 0`");
            return None;
        };
        let operator = self.next();
        let comparison = match operator {
            Some(token) if token.is_word("is") => self.null(),
            Some(Token { kind: TokenKind::Operator, text }) => self.comparison(name, text),
            other => {
                self.unreadable(other, "after the field, write `is null`, `is not null`, =, <>, <, <=, > or >=");
                None
            }
        }?;
        if self.fields.is_some_and(|fields| fields.id(&name.value).is_none()) {
            let message = format!("`{}` has no field `{}`", self.entity, name.value);
            let help = self.fields.map(|fields| field_help(&name.value, &fields.fields));
            self.diagnostics.push(Diagnostic::error(Code::UnknownField, name.origin, message).maybe_help(help));
            return Some(Condition { field: name.value.clone(), comparison });
        }
        Some(Condition { field: name.value.clone(), comparison })
    }

    fn null(&mut self) -> Option<Comparison> {
        let help = "write `is null` or `is not null`";
        let mut token = self.next();
        let negated = token.is_some_and(|token| token.is_word("not"));
        if negated {
            token = self.next();
        }
        match token {
            Some(token) if token.is_word("null") => {
                Some(if negated { Comparison::IsNotNull } else { Comparison::IsNull })
            }
            other => {
                self.unreadable(other, help);
                None
            }
        }
    }

    fn comparison(&mut self, name: &Text, operator: &Text) -> Option<Comparison> {
        let token = self.next();
        let Some(Token { kind: TokenKind::Value(value), text }) = token else {
            let help = "compare with a constant: a number, `true`, `false` or a string in single quotes; \
                        to test for null, write `is null`";
            self.unreadable(token, help);
            return None;
        };
        let value = self.constant(name, value, text)?;
        self.refuse_native(name, operator);
        if !matches!(operator.value.as_str(), "=" | "<>" | "!=") {
            self.refuse_order(name, operator);
        }
        Some(match operator.value.as_str() {
            "=" => Comparison::Equal(value),
            "<>" | "!=" => Comparison::NotEqual(value),
            "<" => Comparison::Less(value),
            "<=" => Comparison::LessOrEqual(value),
            ">" => Comparison::Greater(value),
            _ => Comparison::GreaterOrEqual(value),
        })
    }

    /// SQLite keeps long decimals as text, which is in another order.
    fn refuse_order(&mut self, name: &Text, operator: &Text) {
        let field = self.fields.and_then(|fields| Some(&fields.fields[fields.id(&name.value)?.0]));
        if let Some(field) = field.filter(|field| field.ty.is_long_decimal()) {
            let message = format!("`{}` has more than 18 digits, which SQLite keeps as text without order", field.name);
            let error = Diagnostic::error(Code::ConditionType, operator.origin, message);
            self.diagnostics.push(error.help("compare it with `=` or `<>`, or give it at most 18 digits"));
        }
    }

    /// How a type of a database's own compares, only that database knows.
    fn refuse_native(&mut self, name: &Text, operator: &Text) {
        let field = self.fields.and_then(|fields| Some(&fields.fields[fields.id(&name.value)?.0]));
        if let Some(field) = field.filter(|field| field.is_foreign()) {
            let message =
                format!("`{}` has a type of the databases' own, which compare it each in its way", field.name);
            let error = Diagnostic::error(Code::ConditionType, operator.origin, message);
            self.diagnostics.push(error.help("only `is null` and `is not null` mean the same on all of them"));
        } else if let Some(field) = field.filter(|field| field.native.is_some())
            && !matches!(operator.value.as_str(), "=" | "<>" | "!=")
        {
            let message =
                format!("PostgreSQL orders the values of `{}` as they are declared, and no other does", field.name);
            let error = Diagnostic::error(Code::ConditionType, operator.origin, message);
            self.diagnostics.push(error.help("compare it with `=` or `<>`"));
        }
    }

    fn constant(&mut self, name: &Text, value: &Json, text: &Text) -> Option<Literal> {
        let field = self.fields.and_then(|fields| Some((fields, fields.id(&name.value)?)));
        match field {
            Some((fields, id)) if !fields.is_broken(id) => {
                let field = &fields.fields[id.0];
                let constant = literal(value, &field.ty);
                if constant.is_none() {
                    self.diagnostics.push(mismatch(field, text));
                } else if has_nul(value) {
                    let message = "this text contains a NUL, which PostgreSQL cannot store";
                    let error = Diagnostic::error(Code::ConditionType, text.origin, message);
                    self.diagnostics.push(error.help("remove the character"));
                }
                constant
            }
            _ => Some(match value {
                Json::Bool(value) => Literal::Bool(*value),
                Json::Int(value) => Literal::Int(*value),
                Json::Float(value) => Literal::Float(*value),
                Json::Text(value) => Literal::Text(value.clone()),
                Json::Null | Json::List(_) | Json::Object(_) => return None,
            }),
        }
    }
}

fn mismatch(field: &Field, text: &Text) -> Diagnostic {
    let message = format!("`{}` cannot equal {}: the type does not match", field.name, text.value);
    let help = match literal_exists(field) {
        true => format!("compare it with {}", example(&field.ty)),
        false => "this type can only be compared with `is null` and `is not null`".to_owned(),
    };
    Diagnostic::error(Code::ConditionType, text.origin, message).help(help)
}

fn literal_exists(field: &Field) -> bool {
    match &field.ty {
        FieldType::Scalar(scalar) => matches!(scalar.info().constants, Constants::Any(_)),
        FieldType::Key(_) | FieldType::Json(_) | FieldType::Bytes { .. } => false,
        FieldType::Decimal { .. } | FieldType::String { .. } | FieldType::Text | FieldType::Enum(_) => true,
    }
}
