//! The validator: every rule at its edges, paths, codes, messages and the serialised form.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use larder::validate::{Language, Pattern, Validate, Validator, Violation, Violations, rules};
use larder::{Error, ErrorKind};
use serde_json::json;

static BUSINESS_ID: Pattern = Pattern::new("^[A-Za-z0-9_-]+$");
static SKU: Pattern = Pattern::new("^[A-Z]{3}-[0-9]+$").message("must look like ABC-1", "必须类似 ABC-1");

/// The codes that `run` collects, as `path:code`.
fn codes(run: impl FnOnce(&mut Validator)) -> Vec<String> {
    let mut check = Validator::new();
    run(&mut check);
    match check.finish() {
        Ok(()) => Vec::new(),
        Err(violations) => violations.iter().map(|v| format!("{}:{}", v.path(), v.code())).collect(),
    }
}

fn all(accepted: bool, rule: fn(&str) -> bool, texts: &[&str]) {
    for text in texts {
        assert_eq!(rule(text), accepted, "{text:?}");
    }
}

#[test]
fn all_violations_are_collected_in_order() {
    let found = codes(|check| {
        check.length("tenant_id", "a!", 3..=50).pattern("tenant_id", "a!", &BUSINESS_ID);
        check.length("name", "Acme", ..=100);
        check.range("token_count", &-1_i32, 0..);
    });
    assert_eq!(found, ["tenant_id:length", "tenant_id:pattern", "token_count:range"]);
}

#[test]
fn absent_values_break_only_required() {
    let (text, number): (Option<Option<String>>, Option<f64>) = (Some(None), None);
    let found = codes(|check| {
        check.length("a", &text, 1..).pattern("a", &text, &SKU).email("a", &text).url("a", &text).no_nul("a", &text);
        check.range("b", &number, 0.0..=1.0).finite("b", &number).one_of("b", &number, &[1.0]);
        check.future("c", &None::<DateTime<Utc>>).required("d", &text).present("e", &number);
    });
    assert_eq!(found, ["d:required", "e:required"]);
}

#[test]
fn length_counts_characters() {
    assert!(rules::length("你好世界", Some(4), Some(4)));
    assert!(!rules::length("你好世界", Some(5), None));
    assert!(rules::length(&"😀".repeat(50), Some(50), Some(50)));
    assert!(!rules::length(&"é".repeat(51), None, Some(50)));
    assert!(rules::length("", None, Some(0)) && !rules::length("", Some(1), None));
}

#[test]
fn nul_is_refused_in_text_lists_and_json() {
    let found = codes(|check| {
        check.length("name", "a\0b", ..=10);
        check.no_nul("tags", &vec!["a".to_owned(), "\0".to_owned()]);
        check.no_nul("config", &json!({ "a": [{ "b\0": 1 }] }));
        check.no_nul("fine", &json!({ "a": ["\\u0000", null, 1.5, true] }));
    });
    assert_eq!(found, ["name:nul", "tags:nul", "config:nul"]);
}

#[test]
fn blank_text_is_missing_and_trailing_space_is_seen() {
    let found = codes(|check| {
        check.required("a", " \t").required("b", "x").no_trailing_space("c", "x ").no_trailing_space("d", " x");
    });
    assert_eq!(found, ["a:required", "c:trailing_space"]);
}

#[test]
fn email_edges() {
    let accepted = ["a@b.co", "first.last+tag@sub.example.com", "o'neil@example.ie", "用户@例子.广告", "1@2.3"];
    all(true, rules::email, &accepted);
    let refused = [
        "",
        "@",
        "a@b",
        "a@.com",
        ".a@b.co",
        "a.@b.co",
        "a..b@c.de",
        "a b@c.de",
        "a@b@c.de",
        "a@-b.co",
        "a@b.co ",
        "a@b_c.de",
    ];
    all(false, rules::email, &refused);
    let local = "x".repeat(64);
    assert!(rules::email(&format!("{local}@b.co")) && !rules::email(&format!("{local}x@b.co")));
}

#[test]
fn slug_edges() {
    all(true, rules::slug, &["a", "9", "first-post", "2026-11-29", "a1-b2-c3"]);
    all(false, rules::slug, &["", "-", "a-", "-a", "a--b", "A", "a_b", "a b", "é", "a\n"]);
    let broken = Validator::new().slug("path", "First Post").finish().expect_err("capitals and a space");
    assert_eq!(broken.to_string(), "path: must be lower-case letters and digits with single hyphens between");
}

#[test]
fn phone_edges() {
    let accepted = ["+8613800138000", "+86 138-0013-8000", "010-12345678", "110", "1 2 3", "123456789012345"];
    all(true, rules::phone, &accepted);
    let refused = [
        "",
        "+",
        "12",
        "1--2-3",
        "1 -23",
        "-123",
        "123-",
        "+1234567890123456",
        "12a45",
        "１２３４５",
        "(010)123",
        "1+23",
    ];
    all(false, rules::phone, &refused);
}

#[test]
fn url_edges() {
    let accepted = [
        "http://a.co",
        "HTTPS://example.com:8443/p?q=1#f",
        "http://localhost/",
        "http://127.0.0.1",
        "http://[::1]:80/",
        "https://例子.广告/路径",
        "http://my_service:80",
        "http://a.b.",
    ];
    all(true, rules::url, &accepted);
    let refused = [
        "",
        "example.com",
        "ftp://a.co",
        "http://",
        "http:///x",
        "http://a b.co",
        "http://a.co:99999",
        "http://a.co:",
        "http://u:p@a.co",
        "javascript://a",
        "http://a.co/\n",
        "http://-a.co",
        "http://[::1",
        "http://a..b",
        "http://a.co/\"x",
    ];
    all(false, rules::url, &refused);
}

#[test]
fn range_includes_its_ends_and_excludes_nan() {
    let found = codes(|check| {
        check.range("a", &0.0, 0.0..=1.0).range("a", &1.0, 0.0..=1.0).range("b", &1.1, 0.0..=1.0);
        check.range("c", &f64::NAN, 0.0..).range("d", &Some(7_i64), ..=7).range("e", &Some(8_i64), ..=7);
        check.range("f", &Duration::from_secs(61), ..=60).finite("g", &f32::INFINITY).finite("h", &1_i32);
    });
    assert_eq!(found, ["b:range", "c:range", "e:range", "f:range", "g:finite"]);
}

#[test]
fn one_of_takes_texts_and_numbers() {
    let found = codes(|check| {
        check.one_of("language", &Some("zh-CN".to_owned()), &["zh-CN", "en-US"]).one_of("language", "fr", &["zh-CN"]);
        check.one_of("sample_rate", &Some(8000), &[8000, 16000]).one_of("sample_rate", &1, &[8000]);
    });
    assert_eq!(found, ["language:one_of", "sample_rate:one_of"]);
}

#[test]
fn future_and_past_meet_at_the_given_present() {
    let now = DateTime::from_timestamp(1_700_000_000, 0).expect("in range");
    let (later, earlier) = (now + TimeDelta::microseconds(1), now - TimeDelta::microseconds(1));
    let mut check = Validator::with_now(now);
    check.future("a", &later).past("b", &earlier).future("c", &now).past("d", &Some(now));
    check.future("e", &NaiveDate::from_ymd_opt(2023, 11, 14)).past("f", &NaiveDate::from_ymd_opt(2023, 11, 13));
    let violations = check.finish().unwrap_err();
    assert_eq!(violations.iter().map(Violation::path).collect::<Vec<_>>(), ["c", "d", "e"]);
}

#[test]
fn patterns_agree_with_the_regex_crate() {
    let sources = [
        "^[A-Za-z0-9_-]+$",
        "^[a-c]{2,4}$",
        "^[a-c]{2,}$",
        "^[-x]*$",
        "^[a-c-z]+$",
        "^[^a]+$",
        r"^[\w]+$",
        "^[a]|[b]$",
        "^[ab]$",
        "^[a-z&&[^b]]+$",
        "^[a.$]+$",
        "^abc$",
        r"^\p{Han}+$",
        "(?i)^abc$",
    ];
    let texts = [
        "", "a", "b", "ab", "aab", "abcab", "-", "x-x", "a-z", "A_9-", "é", "中文", "a\n", "&", "a.$", "ABC", "abc",
        "z",
    ];
    for source in sources {
        let (pattern, regex) = (Pattern::parse(source).unwrap(), regex::Regex::new(source).unwrap());
        for text in texts {
            assert_eq!(pattern.is_match(text), regex.is_match(text), "{source} on {text:?}");
        }
    }
    let error = Error::from(Pattern::parse("[").unwrap_err());
    assert!(matches!(error.kind(), ErrorKind::Configuration(_)));
    assert!(Pattern::parse("^[a]{5,3}$").is_err());
}

struct Quota {
    daily_tokens: i64,
}

struct Reference {
    score: f64,
    quotas: Vec<Quota>,
}

impl Validate for Quota {
    fn check(&self, check: &mut Validator) {
        check.range("daily_tokens", &self.daily_tokens, 0..);
    }
}

impl Validate for Reference {
    fn check(&self, check: &mut Validator) {
        check.range("score", &self.score, 0.0..=1.0).nested("quotas", &self.quotas);
    }
}

#[test]
fn nested_paths_name_member_and_index() {
    let good = || Reference { score: 0.5, quotas: vec![] };
    let bad = Reference { score: 2.0, quotas: vec![Quota { daily_tokens: 1 }, Quota { daily_tokens: -1 }] };
    let references = Some(vec![good(), good(), bad]);
    let found = codes(|check| {
        check.nested("quota", &Quota { daily_tokens: -1 }).nested("references", &references);
    });
    let expected =
        ["quota.daily_tokens:range", "references[2].score:range", "references[2].quotas[1].daily_tokens:range"];
    assert_eq!(found, expected);
    assert_eq!(vec![good()].validate(), Ok(()));
}

#[test]
fn custom_rules_join_the_others() {
    let weekday = |day: &str| match day {
        "Sunday" => Err(Violation::custom("weekday", "must be a weekday", "必须是工作日")),
        _ => Ok(()),
    };
    let mut check = Validator::new();
    check.custom("days[0]", weekday("Sunday")).custom("days[1]", weekday("Monday"));
    let violations = check.finish().unwrap_err();
    assert_eq!(violations.to_string(), "days[0]: must be a weekday");
    assert_eq!(violations.message(Language::Chinese), "days[0]：必须是工作日");
    assert_eq!(check.finish(), Ok(()), "a finished validator starts again");
}

fn sample() -> Violations {
    let mut check = Validator::new();
    check.length("name", "", 1..=100).length("code", "ab", 3..=3).length("note", "", 1..).length("zip", "123", ..=2);
    check.range("score", &1.5, 0.0..=1.0).range("count", &-1, 0..).one_of("lang", "fr", &["zh-CN", "en-US"]);
    check.pattern("sku", "x", &SKU).pattern("id", "!", &BUSINESS_ID);
    check.email("email", "x").phone("phone", "x").url("url", "x");
    check.finish().unwrap_err()
}

#[test]
fn messages_are_in_english_and_chinese() {
    let pairs = [
        ("must be 1 to 100 characters long", "长度必须在 1 到 100 个字符之间"),
        ("must be exactly 3 characters long", "长度必须为 3 个字符"),
        ("must be at least 1 character long", "长度不能少于 1 个字符"),
        ("must be at most 2 characters long", "长度不能超过 2 个字符"),
        ("must be between 0.0 and 1.0", "必须在 0.0 到 1.0 之间"),
        ("must be at least 0", "不能小于 0"),
        ("must be one of zh-CN, en-US", "必须是以下值之一：zh-CN、en-US"),
        ("must look like ABC-1", "必须类似 ABC-1"),
        ("must match ^[A-Za-z0-9_-]+$", "格式必须符合 ^[A-Za-z0-9_-]+$"),
        ("must be an email address", "必须是有效的电子邮箱地址"),
        ("must be a telephone number", "必须是有效的电话号码"),
        ("must be an http or https URL", "必须是有效的 http 或 https 网址"),
    ];
    let violations = sample();
    assert_eq!(violations.len(), pairs.len());
    for (violation, (english, chinese)) in violations.iter().zip(pairs) {
        assert_eq!(violation.message(Language::English), english);
        assert_eq!(violation.message(Language::Chinese), chinese);
    }
}

#[test]
fn serialised_violations_carry_path_code_params_and_message() {
    let found = serde_json::to_value(sample()).unwrap();
    let message = "must be 1 to 100 characters long";
    assert_eq!(
        found[0],
        json!({ "path": "name", "code": "length", "params": { "min": 1, "max": 100 }, "message": message })
    );
    assert_eq!(found[5]["params"], json!({ "min": 0 }));
    assert_eq!(found[6]["params"], json!({ "allowed": ["zh-CN", "en-US"] }));
    assert_eq!(found[9]["params"], json!({}));
}

#[test]
fn violations_become_the_runtime_error_without_values() {
    let violations = Validator::new().no_trailing_space("password", "hunter2 ").finish().unwrap_err();
    let error = Error::from(violations);
    assert!(error.violations().is_some());
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("password: must not end in a space") && !shown.contains("hunter2"));
}

#[test]
fn language_follows_the_tag() {
    for (tag, language) in [
        ("zh-CN", Language::Chinese),
        ("fr, zh;q=0.8", Language::Chinese),
        ("en-US,zh", Language::English),
        ("", Language::English),
    ] {
        assert_eq!(Language::from_tag(tag), language, "{tag}");
    }
}
