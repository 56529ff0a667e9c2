//! Full text: the spelling of tokens, the recheck, and both together against a search without tokens.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use larder::search::{SearchQuery, SearchTokens};
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use unicode_normalization::UnicodeNormalization;

fn tokens(text: &str) -> Vec<String> {
    SearchTokens::of(None, &[text]).as_array().into_iter().map(str::to_owned).collect()
}

/// What a database does: all tokens of the query are in the row; and then the recheck.
fn finds(query: &SearchQuery, texts: &[&str]) -> bool {
    let stored = SearchTokens::of(Some("acme"), texts);
    let row: BTreeSet<&str> = stored.as_text().split(' ').collect();
    let candidate = query.as_match().split(' ').all(|token| row.contains(token));
    assert!(candidate || !query.matches(texts), "{texts:?} matches {query:?} but is no candidate");
    let found = candidate && query.matches(texts);
    assert!(query.needs_recheck() || found == candidate, "{texts:?} needed a recheck for {query:?}");
    let array: BTreeSet<&str> = stored.as_array().into_iter().collect();
    assert_eq!(query.as_array().iter().all(|token| array.contains(token)), candidate);
    found
}

fn check(query: &str, text: &str, expected: bool) {
    assert_eq!(finds(&SearchQuery::parse(query).within("acme"), &[text]), expected, "{query:?} in {text:?}");
}

#[test]
fn chinese_is_found_by_any_part() {
    let text = "我们的退款政策：七天内可以申请。";
    for query in ["退", "退款", "款政", "退款政策", "我们 政策", "政策，我们", "可以申请"] {
        check(query, text, true);
    }
    for query in ["款退", "退政", "政策七天", "退款政策我们", "犇"] {
        check(query, text, false);
    }
}

#[test]
fn pairs_that_lie_apart_are_no_phrase() {
    check("退款政策", "退款 款政 政策", false);
    check("退款政策", "退款 款政 退款政策", true);
}

#[test]
fn words_are_found_whole_and_without_case() {
    for (query, text, expected) in [
        ("refund", "Refund-Policy, v2", true),
        ("REFUND policy", "policy of refunds: Refund", true),
        ("refund", "refunds", false),
        ("fund", "refund", false),
        ("user_id", "user id", true),
        ("straße", "STRASSE", true),
        ("οδος", "ΟΔΟΣ", true),
        ("ΟΔΟΣ", "οδοσ'α", true),
        ("café", "cafe\u{301}", true),
        ("cafe", "café", false),
        ("istanbul", "ISTANBUL", true),
        ("naïve", "NAÏVE", true),
        ("हिन्दी", "यह हिन्दी है", true),
        ("привет мир", "Мир, привет!", true),
    ] {
        check(query, text, expected);
    }
}

#[test]
fn widths_and_scripts_meet() {
    for (query, text) in [
        ("ＡＢＣ１２３", "abc123"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("ガイド", "ｶﾞｲﾄﾞﾌﾞｯｸ"),
        ("ラーメン", "醤油ラーメン屋"),
        ("한국", "한국어로"),
        ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"),
        ("𠀀𠀁", "x𠀀𠀁y"),
        ("葛城", "葛\u{E0100}城"),
        ("AI助手", "我的ai助手"),
        ("人々", "人々は"),
    ] {
        check(query, text, true);
    }
    check("ab助手", "b助手", false);
    check("いう", "い・う", false);
}

#[test]
fn queries_without_words_match_nothing() {
    for text in ["", " ", "!!! -- ()", "+-><*\"~@", "😀🎉", "\u{301}", "\0"] {
        let query = SearchQuery::parse(text).within("acme");
        assert!(query.is_empty() && !finds(&query, &["anything 退款", text]), "{text:?}");
        assert_eq!(query.as_array(), ["xz0"]);
    }
}

#[test]
fn operators_of_the_engines_are_text() {
    let query = SearchQuery::parse("a AND NOT b* \"c d\" +e -f near(g)").within("acme");
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    assert!(query.as_match().split(' ').all(|token| token.chars().all(allowed)));
    assert!(query.as_boolean_mode().split(' ').all(|token| token.strip_prefix('+').unwrap().chars().all(allowed)));
    assert_eq!(SearchQuery::parse("退 a").as_boolean_mode(), "+c0sg0 +xwa");
}

#[test]
fn tokens_are_a_sorted_set_of_bounded_ascii() {
    let long = "w".repeat(39);
    let text = format!("退款退款 a é {} {long} {long} привет привет {} 𠀀", "w".repeat(38), "д".repeat(10));
    let found = tokens(&text);
    let distinct: BTreeSet<&String> = found.iter().collect();
    assert_eq!(distinct.len(), found.len());
    for token in &found {
        assert!((3..=40).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    }
    // 退 款 𠀀, 退款 款退, a é two runs of w, the greeting, ten letters.
    assert_eq!(found.len(), 3 + 2 + 6);
    assert_eq!(tokens(&text), found);
    assert_eq!(found.iter().filter(|token| token.starts_with("xh")).count(), 2);
}

#[test]
fn no_text_collides_with_a_tenant() {
    let stored = SearchTokens::of(Some("Acme"), &["退款"]);
    let tenant = stored.as_text().split(' ').next().unwrap().to_owned();
    assert!(tenant.starts_with("xt") && !stored.as_array().contains(&tenant.as_str()));
    assert!(!tokens(&format!("{tenant} xt xtAcme Acme")).contains(&tenant));
    assert_ne!(tenant, SearchTokens::of(Some("acme"), &[]).as_text());
    assert_eq!(SearchTokens::of(Some("acme"), &[""]).as_array(), [""; 0]);
    assert_eq!(SearchTokens::of(None, &["..."]).as_text(), "");
}

#[test]
fn texts_of_a_row_are_searched_together_but_runs_end_with_them() {
    let texts = ["退", "款 policy"];
    assert!(finds(&SearchQuery::parse("退 policy").within("acme"), &texts));
    assert!(!finds(&SearchQuery::parse("退款").within("acme"), &texts));
}

#[test]
fn spellings_of_one_query_are_one() {
    let canonical = |text| SearchQuery::parse(text).canonical();
    assert_eq!(canonical("Refund  POLICY 退款"), canonical("退款，policy refund refund"));
    assert_ne!(canonical("退款"), canonical("退 款"));
}

#[test]
fn long_queries_send_few_tokens_and_stay_exact() {
    let text: String = (0..10_000).map(|n| char::from_u32(0x4E00 + n * 7919 % 20_000).unwrap()).collect();
    let query = SearchQuery::parse(&text).within("acme");
    assert!(query.as_array().len() <= 32 && query.needs_recheck());
    assert!(finds(&query, &[&format!("前{text}后")]));
    let mut broken = text.clone();
    broken.insert(text.char_indices().nth(5_000).unwrap().0, '换');
    assert!(!finds(&query, &[&broken]));
}

/// The same meaning without tokens: compares every run of the query with every run of the texts, character by
/// character.
fn oracle(query: &str, texts: &[&str]) -> bool {
    let terms = oracle_runs(query);
    let held: Vec<(bool, Vec<char>)> = texts.iter().flat_map(|text| oracle_runs(text)).collect();
    let present = |(cjk, term): &(bool, Vec<char>)| {
        held.iter().any(|(kind, run)| {
            kind == cjk && if *cjk { run.windows(term.len()).any(|w| w == term) } else { run == term }
        })
    };
    !terms.is_empty() && terms.iter().all(present)
}

/// Knows the alphabet of the random texts below and nothing else.
fn oracle_runs(text: &str) -> Vec<(bool, Vec<char>)> {
    let mut found: Vec<(bool, Vec<char>)> = Vec::new();
    let mut open = None;
    for c in text.nfkc().collect::<String>().to_lowercase().nfkc() {
        let kind = if "退款政策的カガイ\u{3099}한국𠀀𠀁".contains(c) {
            Some(true)
        } else {
            c.is_alphanumeric().then_some(false)
        };
        match kind {
            Some(_) if open == kind => found.last_mut().expect("a run is open").1.push(c),
            Some(cjk) => found.push((cjk, vec![c])),
            None => {}
        }
        open = kind;
    }
    found
}

fn random_text(random: &mut SmallRng, longest: usize) -> String {
    let alphabet: Vec<char> = "退款政策的ガｶﾞイ한국𠀀𠀁aAbＢéÉ1１дД 　，.-+\"*😀".chars().collect();
    let length = random.random_range(0..=longest);
    // A narrow alphabet makes near misses: the same pairs in another order.
    let letters: Vec<char> = (0..random.random_range(1..8)).filter_map(|_| alphabet.choose(random).copied()).collect();
    (0..length).filter_map(|_| letters.choose(random).copied()).collect()
}

#[test]
fn tokens_and_recheck_agree_with_a_plain_scan() {
    let mut hits = 0;
    let mut refused = 0;
    for seed in 0..20_000 {
        let mut random = SmallRng::seed_from_u64(seed);
        let texts = [random_text(&mut random, 40), random_text(&mut random, 10)];
        let texts = [texts[0].as_str(), texts[1].as_str()];
        // Every other query is cut out of the text, so that hits are common.
        let query = if random.random() {
            random_text(&mut random, 6)
        } else {
            let characters: Vec<char> = texts[0].chars().collect();
            let start = random.random_range(0..=characters.len());
            characters[start..].iter().take(random.random_range(1..8)).collect()
        };
        let expected = oracle(&query, &texts);
        let parsed = SearchQuery::parse(&query).within("acme");
        assert_eq!(finds(&parsed, &texts), expected, "seed {seed}: {query:?} in {texts:?}");
        hits += usize::from(expected);
        refused += usize::from(!expected && !parsed.is_empty());
    }
    assert!(hits > 3_000 && refused > 3_000, "{hits} hits and {refused} refusals are a weak test");
}

#[test]
fn a_million_characters_are_tokenised_quickly() {
    let mut random = SmallRng::seed_from_u64(7);
    let document: String =
        (0..1_000_000)
            .map(|n| {
                if n % 40 == 39 {
                    '，'
                } else {
                    char::from_u32(0x4E00 + random.random_range(0..3_000)).unwrap_or('的')
                }
            })
            .collect();
    let started = Instant::now();
    let stored = SearchTokens::of(Some("acme"), &[&document]);
    let elapsed = started.elapsed();
    assert!(stored.as_text().len() > 5_000_000);
    // A cost that grows with the square would take hours, and no busy machine takes minutes for the cost there is.
    assert!(elapsed < Duration::from_secs(300), "{elapsed:?}");
    println!("tokenised in {elapsed:?}");
}
