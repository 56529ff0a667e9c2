//! Messages for people who broke a rule.

use std::borrow::Cow;

use serde_json::Value;

use super::{Language, Rule};

/// Returns what to tell a person who broke `rule`.
pub(super) fn message(rule: &Rule, language: Language) -> Cow<'_, str> {
    match language {
        Language::English => english(rule),
        Language::Chinese => chinese(rule),
    }
}

fn english(rule: &Rule) -> Cow<'_, str> {
    match rule {
        Rule::Required => "is required".into(),
        Rule::Length { min, max } => english_length(*min, *max).into(),
        Rule::Range { min: Some(min), max: Some(max) } => format!("must be between {min} and {max}").into(),
        Rule::Range { min: Some(min), max: None } => format!("must be at least {min}").into(),
        Rule::Range { min: None, max: Some(max) } => format!("must be at most {max}").into(),
        Rule::Range { min: None, max: None } => "must be a number".into(),
        Rule::Pattern { message: Some((english, _)), .. } => (*english).into(),
        Rule::Pattern { pattern, .. } => format!("must match {pattern}").into(),
        Rule::OneOf { allowed } => format!("must be one of {}", list(allowed, ", ")).into(),
        Rule::Future => "must be in the future".into(),
        Rule::Past => "must be in the past".into(),
        Rule::Decimal { precision, scale: 0 } => format!("must be a whole number of at most {precision} digits").into(),
        Rule::Decimal { precision, scale } => {
            let whole = precision - scale;
            format!("must have at most {whole} digits before the point and {scale} after it").into()
        }
        Rule::Bytes { max: 1 } => "must have at most 1 byte".into(),
        Rule::Bytes { max } => format!("must have at most {max} bytes").into(),
        Rule::Finite => "must be a finite number".into(),
        Rule::Nul => "must not contain the NUL character".into(),
        Rule::TrailingSpace => "must not end in a space".into(),
        Rule::Year { min, max } => format!("must be in a year from {min} to {max}").into(),
        Rule::Depth { max } => format!("must not nest more than {max} levels deep").into(),
        Rule::Json => "cannot be written as JSON".into(),
        Rule::Custom { english, .. } => english.as_ref().into(),
        format => format.format().map_or("is not valid", |(_, english, _)| english).into(),
    }
}

fn english_length(min: Option<u32>, max: Option<u32>) -> String {
    let characters = |count: u32| if count == 1 { "character" } else { "characters" };
    match (min, max) {
        (Some(min), Some(max)) if min == max => format!("must be exactly {min} {} long", characters(min)),
        (Some(min), Some(max)) => format!("must be {min} to {max} characters long"),
        (Some(min), None) => format!("must be at least {min} {} long", characters(min)),
        (None, Some(max)) => format!("must be at most {max} {} long", characters(max)),
        (None, None) => "has a wrong length".to_owned(),
    }
}

fn chinese(rule: &Rule) -> Cow<'_, str> {
    match rule {
        Rule::Required => "不能为空".into(),
        Rule::Length { min, max } => chinese_length(*min, *max).into(),
        Rule::Range { min: Some(min), max: Some(max) } => format!("必须在 {min} 到 {max} 之间").into(),
        Rule::Range { min: Some(min), max: None } => format!("不能小于 {min}").into(),
        Rule::Range { min: None, max: Some(max) } => format!("不能大于 {max}").into(),
        Rule::Range { min: None, max: None } => "必须是数字".into(),
        Rule::Pattern { message: Some((_, chinese)), .. } => (*chinese).into(),
        Rule::Pattern { pattern, .. } => format!("格式必须符合 {pattern}").into(),
        Rule::OneOf { allowed } => format!("必须是以下值之一：{}", list(allowed, "、")).into(),
        Rule::Future => "必须是将来的时间".into(),
        Rule::Past => "必须是过去的时间".into(),
        Rule::Decimal { precision, scale: 0 } => format!("必须是最多 {precision} 位的整数").into(),
        Rule::Decimal { precision, scale } => {
            format!("小数点前最多 {} 位，小数点后最多 {scale} 位", precision - scale).into()
        }
        Rule::Bytes { max } => format!("不能超过 {max} 个字节").into(),
        Rule::Finite => "必须是有限的数字".into(),
        Rule::Nul => "不能包含空字符（NUL）".into(),
        Rule::TrailingSpace => "不能以空格结尾".into(),
        Rule::Year { min, max } => format!("年份必须在 {min} 到 {max} 之间").into(),
        Rule::Depth { max } => format!("嵌套不能超过 {max} 层").into(),
        Rule::Json => "无法表示为 JSON".into(),
        Rule::Custom { chinese, .. } => chinese.as_ref().into(),
        format => format.format().map_or("无效", |(.., chinese)| chinese).into(),
    }
}

fn chinese_length(min: Option<u32>, max: Option<u32>) -> String {
    match (min, max) {
        (Some(min), Some(max)) if min == max => format!("长度必须为 {min} 个字符"),
        (Some(min), Some(max)) => format!("长度必须在 {min} 到 {max} 个字符之间"),
        (Some(min), None) => format!("长度不能少于 {min} 个字符"),
        (None, Some(max)) => format!("长度不能超过 {max} 个字符"),
        (None, None) => "长度不正确".to_owned(),
    }
}

/// Texts without their quotes, numbers as they are.
fn list(values: &[Value], separator: &str) -> String {
    let texts: Vec<String> =
        values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
    texts.join(separator)
}
