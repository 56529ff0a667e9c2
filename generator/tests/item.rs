//! `#[derive(Repository)]` input as the logical schema: the same as models.toml, and its own mistakes.

use larder_generator::{
    Parsed,
    ir::{Entity, EnumType, FieldType, JsonShape, KeyOf, Scalar},
    read, read_item,
};

fn item(text: &str) -> Result<Entity, Vec<String>> {
    let input = syn::parse_str(text).unwrap();
    read_item(&input).map_err(|error| error.into_iter().map(|error| error.to_string()).collect())
}

fn mistakes(text: &str) -> Vec<String> {
    item(text).unwrap_err().into_iter().map(|text| text.lines().next().unwrap().to_owned()).collect()
}

/// The codes that the first lines of `mistakes` end in.
fn codes(text: &str) -> Vec<String> {
    let code = |line: String| line[line.rfind('[').unwrap() + 1..].trim_end_matches(']').to_owned();
    mistakes(text).into_iter().map(code).collect()
}

const TENANT: &str = r#"
    /// An organisation that uses VoiceHelper. Everything else belongs to one.
    #[derive(Repository)]
    #[repository(table = "tenants", cache = "long", index("status"), index("plan"))]
    pub struct Tenant {
        #[field(primary)]
        pub id: Uuid,
        #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
        pub tenant_id: String,
        #[field(length = 100)]
        pub name: String,
        #[field(values("free", "basic", "premium", "enterprise"), default = "free")]
        pub plan: TenantPlan,
        #[field(values("active", "suspended", "deleted"), default = "active")]
        pub status: TenantStatus,
        #[field(default = {})]
        #[serde(with = "larder::json")]
        pub config: serde_json::Value,
        #[field(default = { daily_tokens: 100000, "daily_audio_minutes": 60, max_concurrent: 3 })]
        #[serde(with = "larder::json")]
        pub quota: Json,
        #[field(default = now, immutable)]
        pub created_at: DateTime<Utc>,
        #[field(default = "now", on_update = "now")]
        pub updated_at: Timestamp,
    }"#;

#[test]
fn both_doors_give_the_same_entity() {
    let models = read(include_str!("cases/voicehelper.toml"), "models.toml").unwrap();
    let mut expected = models.schema.entity("Tenant").unwrap().clone();
    expected.aggregates.clear();
    assert_eq!(item(TENANT).unwrap(), expected);
}

#[test]
fn the_schema_of_a_table_is_the_same_from_both_doors() {
    let text = "[entities.Login]\nschema = \"auth\"\ntable = \"accounts\"\n[entities.Login.fields]\n\
                id = { type = \"i64\", primary = true }\n";
    let models = read(text, "models.toml").unwrap();
    let derived = r#"
        #[derive(Repository)]
        #[repository(table = "accounts", schema = "auth")]
        pub struct Login {
            #[field(primary)]
            pub id: i64,
        }"#;
    let expected = models.schema.entity("Login").unwrap();
    assert_eq!(expected.table, "auth.accounts");
    assert_eq!(item(derived).unwrap(), *expected);
    assert_eq!(codes(&derived.replace("auth", "information_schema")), ["L0660"]);
}

#[test]
fn sql_of_the_user_s_own_is_the_same_from_both_doors() {
    let models = read(
        r#"
        [entities.Event]
        indexes = [
            { on = "email", sql = { postgres = "(lower(email))", sqlite = "(lower(email))" }, unique = true },
            { on = "seats, taken", sql = "(seats, taken)" },
        ]
        checks = [{ on = "seats, taken", sql = "taken <= seats" }]
        [entities.Event.fields]
        id = { type = "i64", primary = true }
        email = { type = "string", length = 100 }
        seats = "i32"
        taken = "i32"
        "#,
        "models.toml",
    );
    let text = r#"
        #[derive(Repository)]
        #[repository(index("email", sql(postgres = "(lower(email))", sqlite = "(lower(email))"), unique))]
        #[repository(index("seats, taken", sql = "(seats, taken)"))]
        #[repository(check("seats, taken", sql = "taken <= seats"))]
        pub struct Event {
            #[field(primary)]
            pub id: i64,
            #[field(length = 100)]
            pub email: String,
            pub seats: i32,
            pub taken: i32,
        }"#;
    let mut by_struct = item(text).unwrap();
    let by_toml = models.unwrap().schema.entity("Event").unwrap().clone();
    by_struct.fields.clone_from(&by_toml.fields);
    assert_eq!(by_struct, by_toml);

    let text = text.replace("taken <= seats", "taken <= seats;").replace("unique))", "where = \"seats > 0\"))");
    assert_eq!(codes(&text), ["L0527", "L0526"]);
    let unlisted = text.replace("check(\"seats, taken\"", "check(\"seats\"").replace("seats;", "seats");
    assert_eq!(codes(&unlisted), ["L0527", "L0526"]);
}

#[test]
fn queries_and_hooks_are_the_same_from_both_doors() {
    let models = read(
        r#"
        [entities.Event]
        hooks = "crate::audit::Audit"
        check_with = "crate::audit::has_room"
        [entities.Event.fields]
        id = { type = "i64", primary = true }
        seats = "i32"
        taken = "i32?"
        [entities.Event.queries.fullest]
        doc = "Returns how full events are."
        sql = "SELECT seats, COUNT(*) AS events FROM events WHERE taken IN {taken} AND id > {after} GROUP BY seats"
        parameters = { after = "id" }
        rows = { seats = "seats", events = "i64" }
        [entities.Event.queries.empty]
        sql = { postgres = "UPDATE events SET taken = 0", mysql = "UPDATE events SET taken=0", sqlite = "DELETE FROM events" }
        touches = ["Event"]
        "#,
        "models.toml",
    );
    let text = r#"
        #[derive(Repository)]
        #[repository(hooks = "crate::audit::Audit", check_with = "crate::audit::has_room")]
        #[repository(query(
            fullest,
            doc = "Returns how full events are.",
            sql = "SELECT seats, COUNT(*) AS events FROM events WHERE taken IN {taken} AND id > {after} GROUP BY seats",
            parameters(after = "id"),
            rows(seats = "seats", events = "i64")
        ))]
        #[repository(query(
            empty,
            sql(postgres = "UPDATE events SET taken = 0", mysql = "UPDATE events SET taken=0", sqlite = "DELETE FROM events"),
            touches("Event")
        ))]
        pub struct Event {
            #[field(primary)]
            pub id: i64,
            pub seats: i32,
            pub taken: Option<i32>,
        }"#;
    let mut by_struct = item(text).unwrap();
    let by_toml = models.unwrap().schema.entity("Event").unwrap().clone();
    by_struct.fields.clone_from(&by_toml.fields);
    let like = |entity: &Entity| -> Vec<_> {
        let queries = entity.queries.iter().flat_map(|query| &query.parameters);
        queries.map(|parameter| (parameter.name.clone(), parameter.kind, parameter.like.nullable)).collect()
    };
    assert_eq!(like(&by_struct), like(&by_toml));
    assert_eq!((by_struct.hooks, by_struct.check_with), (by_toml.hooks, by_toml.check_with));
    let written = |entity: &[larder_generator::ir::Query]| -> Vec<_> {
        entity
            .iter()
            .map(|query| (query.name.clone(), query.texts.clone(), query.returns, query.touches.clone()))
            .collect()
    };
    assert_eq!(written(&by_struct.queries), written(&by_toml.queries));

    for (wrong, code) in [
        (text.replace("{after}", "{after"), "L0557"),
        (text.replace("after = \"id\"", "before = \"id\""), "L0558"),
        (text.replace(",\n            touches(\"Event\")", ""), "L0561"),
        (text.replace("crate::audit::Audit", "crate::"), "L0563"),
    ] {
        assert!(codes(&wrong).contains(&code.to_owned()), "{code}: {:?}", codes(&wrong));
    }
}

#[test]
fn a_view_is_the_same_from_both_doors() {
    let models = "[entities.Best]\nview = \"best\"\ncache = \"short\"\nindexes = [\"score desc\"]\n\
                  [entities.Best.fields]\n\
                  id = { type = \"i64\", primary = \"assigned\" }\nscore = \"i32\"\n";
    let objects = [("objects/best.sql".to_owned(), "CREATE VIEW best AS SELECT 1 AS id, 2 AS score".to_owned())];
    let models = Parsed::new(models, "models.toml").with_objects(objects.into()).define(&[], &|_| None).unwrap();
    let best = "#[repository(view = \"best\", cache = \"short\", index(\"score desc\"))]\n\
                struct Best { #[field(primary = \"assigned\")] id: i64, score: i32 }";
    let (one, other) = (item(best).unwrap(), models.schema.entity("Best").unwrap());
    assert_eq!((&one, one.view), (other, true));
}

#[test]
fn how_rows_are_cached_is_the_same_from_both_doors() {
    let models = "[entities.Account]\ncache = { ttl = \"long\", warm = { newest = 1_000, used = 500, ready = true }, \
                  soft_timeout = \"50ms\", hard_timeout = \"2s\" }\n\
                  [entities.Account.fields]\nid = { type = \"uuid\", primary = true }\n";
    let models = read(models, "models.toml").unwrap();
    let account = "#[repository(cache(\"long\", warm(newest = 1_000, used = 500, ready), soft_timeout = \"50ms\", \
                   hard_timeout = \"2s\"))] struct Account { #[field(primary)] id: Uuid }";
    let (one, other) = (item(account).unwrap(), models.schema.entity("Account").unwrap());
    assert_eq!(&one, other);
    let cache = one.cache.unwrap();
    let warm = cache.warm.unwrap();
    assert_eq!((warm.newest, warm.used, warm.ready), (Some(1000), Some(500), true));
    assert_eq!((cache.soft_timeout, cache.hard_timeout), (Some(50), Some(2000)));
}

#[test]
fn a_scoped_entity_is_the_same_from_both_doors() {
    let models = read(include_str!("cases/voicehelper.toml"), "models.toml").unwrap();
    let key = item(
        r#"
        /// A credential of a program that calls VoiceHelper.
        #[repository(table = "api_keys", cache = "long", index("tenant_id, status, expires_at"), index("user_id"))]
        #[field(key_hash: Secret<String>, after = name, length = 128, unique = "global", secret)]
        #[field(last_used_at: Option<Timestamp>, after = expires_at, volatile)]
        struct ApiKey {
            #[field(primary)]
            id: ApiKeyId,
            #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
            key_id: String,
            #[field(belongs_to = Tenant, tenant, on_delete = "cascade", length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
            tenant_id: String,
            #[field(belongs_to = "User", on_delete = "set_null")]
            user_id: Option<UserId>,
            #[field(length = 100)]
            name: String,
            #[field(default = [])]
            permissions: Vec<String>,
            #[field(values("active", "revoked", "expired"), default = "active")]
            status: ApiKeyStatus,
            expires_at: Option<Timestamp>,
            rate_limit: Option<i32>,
            #[field(default = now, immutable)]
            created_at: Timestamp,
        }"#,
    );
    assert_eq!(&key.unwrap(), models.schema.entity("ApiKey").unwrap());
}

#[test]
fn a_column_has_its_name_from_both_doors() {
    let models = r#"
        [entities.Bird.fields]
        id = { type = "uuid", primary = true, column = "birdId" }
        wings = { type = "i32", column = "wing count" }
        beak = { type = "i32", column = "beak" }
        song = { type = "text?", volatile = true, column = "Song" }"#;
    let bird = r#"
        #[repository(table = "birds")]
        #[field(song: Option<String>, text, volatile, column = "Song")]
        struct Bird {
            #[field(primary, column = "birdId")]
            id: BirdId,
            #[field(column = "wing count")]
            wings: i32,
            beak: i32,
        }"#;
    let models = read(models, "models.toml").unwrap();
    assert_eq!(&item(bird).unwrap(), models.schema.entity("Bird").unwrap());
    assert_eq!(codes(&bird.replace("wing count", "wing,count")), ["L0210"]);
}

#[test]
fn what_an_upsert_makes_of_both_rows_is_said_by_both_doors() {
    let models = r#"
        [entities.Item]
        unique = [{ on = "place", adds = "times", greatest = "last, most", least = "first", sets = "note" }]

        [entities.Item.fields]
        id = { type = "uuid", primary = true }
        place = "i32"
        times = { type = "i32", default = 1 }
        last = "date?"
        most = "i64"
        first = "date"
        note = "i32?""#;
    let written = r#"
        #[repository(table = "items")]
        #[repository(unique("place", adds = "times", greatest = "last, most", least = "first", sets = "note"))]
        struct Item {
            #[field(primary)]
            id: ItemId,
            place: i32,
            #[field(default = 1)]
            times: i32,
            last: Option<Date>,
            most: i64,
            first: Date,
            note: Option<i32>,
        }"#;
    let models = read(models, "models.toml").unwrap();
    assert_eq!(&item(written).unwrap(), models.schema.entity("Item").unwrap());
}

#[test]
fn a_decimal_has_its_digits_from_both_doors() {
    let models = r#"
        [entities.Item.fields]
        id = { type = "uuid", primary = true }
        price = { type = "decimal(12, 2)", range = [0, 99.5], default = 1.5 }
        rebate = "decimal(5,4)?""#;
    let bare = r#"
        #[repository(table = "items")]
        struct Item {
            #[field(primary)]
            id: ItemId,
            #[field(decimal(12, 2), range(0..=99.5), default = 1.5)]
            price: Decimal,
            #[field(decimal(5, 4))]
            rebate: Option<larder::Decimal>,
        }"#;
    let models = read(models, "models.toml").unwrap();
    assert_eq!(&item(bare).unwrap(), models.schema.entity("Item").unwrap());
    // Without digits, with too many, of another type, and in the place of a newtype.
    assert_eq!(codes(&bare.replace("#[field(decimal(5, 4))]", "")), ["L0301"]);
    assert_eq!(codes(&bare.replace("decimal(5, 4)", "decimal(29, 4)")), ["L0301"]);
    assert_eq!(codes(&bare.replace("price: Decimal", "price: f64")), ["L0105"]);
    assert_eq!(codes(&bare.replace("price: Decimal", "price: Money")), ["L0301"]);
    assert_eq!(codes(&bare.replace("price: Decimal", "price: BigDecimal")), ["L0301"]);
}

#[test]
fn partitions_are_checked_from_both_doors() {
    let bare = r#"
        #[repository(partition("made_at", every = "month", ahead = 2, keep = 12, drop))]
        struct Note {
            #[field(primary)]
            id: NoteId,
            #[field(immutable)]
            made_at: Timestamp,
            size: i32,
        }"#;
    assert_eq!(item(bare).unwrap().primary.len(), 1);
    for (said, other, code) in [
        (r#"("made_at", "#, r#"("made_at", hash = 4, "#, "L0651"),
        (r#"keep = 12, drop"#, r#"drop"#, "L0651"),
        (r#""month""#, r#""moon""#, "L0651"),
        (r#"("made_at""#, r#"("size""#, "L0652"),
        ("#[field(immutable)]", "", "L0652"),
        ("id: NoteId", "id: i64", "L0653"),
        ("size: i32", "#[field(unique)] size: i32", "L0653"),
        ("ahead = 2", "ahead = 0", "L0655"),
    ] {
        assert_eq!(codes(&bare.replacen(said, other, 1))[0], code, "{other}");
    }
    assert_eq!(codes(&bare.replace("every = \"month\", ahead = 2, keep = 12, drop", "hash = 1")), ["L0655"]);
}

#[test]
fn a_type_of_the_databases_own_is_said_by_both_doors() {
    let models = r#"
        [entities.Host.fields]
        id = { type = "uuid", primary = true }
        email = { type = "text", unique = true, native = { postgres = "citext", mysql = "VARCHAR(100)", sqlite = "TEXT COLLATE NOCASE" } }
        balance = { type = "decimal(18, 2)?", native = { postgres = "money", mysql = "DECIMAL(18, 2)", sqlite = "INTEGER" } }
        state = { enum = ["open", "closed"], enum_name = "State", native = { postgres = "HostState" } }
        tags = { type = "string[]?", native = { postgres = "text[]" } }
        address = { rust = "String?", native = { postgres = "inet", mysql = "VARCHAR(45)", sqlite = "TEXT" } }
        code = { type = "text", default_sql = "uuid()" }
        double = { type = "decimal(18, 2)?", generated = "balance * 2" }
        host = { type = "text", generated = { postgres = "lower(email)", mysql = "lower(email)", sqlite = "email" } }"#;
    let bare = r#"
        #[repository(table = "hosts")]
        struct Host {
            #[field(primary)]
            id: HostId,
            #[field(unique, native(postgres = "citext", mysql = "VARCHAR(100)", sqlite = "TEXT COLLATE NOCASE"))]
            email: String,
            #[field(decimal(18, 2), native(postgres = "money", mysql = "DECIMAL(18, 2)", sqlite = "INTEGER"))]
            balance: Option<Decimal>,
            #[field(values("open", "closed"), native(postgres = "HostState"))]
            state: State,
            #[field(native(postgres = "text[]"))]
            tags: Option<Vec<String>>,
            #[field(text, native(postgres = "inet", mysql = "VARCHAR(45)", sqlite = "TEXT"))]
            address: Option<String>,
            #[field(text, default_sql = "uuid()")]
            code: String,
            #[field(decimal(18, 2), generated = "balance * 2")]
            double: Option<Decimal>,
            #[field(text, generated(postgres = "lower(email)", mysql = "lower(email)", sqlite = "email"))]
            host: String,
        }"#;
    let models = read(models, "models.toml").unwrap();
    assert_eq!(&item(bare).unwrap(), models.schema.entity("Host").unwrap());
    assert_eq!(codes(&bare.replace("mysql = \"VARCHAR(45)\", ", "")), ["L0313"]);
    assert_eq!(codes(&bare.replace("\"TEXT\"", "\"VARCHAR(45)\"")), ["L0313"]);
    assert_eq!(codes(&bare.replace("unique, ", "primary, ")), ["L0903", "L0313", "L0503"]);
    assert_eq!(codes(&bare.replace("postgres = \"inet\"", "pg = \"inet\"")), ["L0101"]);
    assert_eq!(codes(&bare.replace("\"HostState\"", "\"host state\"")), ["L0716"]);
    assert_eq!(codes(&bare.replace("\"HostState\"", "\"state\", mysql = \"ENUM('open')\"")), ["L0716"]);
    assert_eq!(codes(&bare.replace("\"text[]\"", "\"text\"")), ["L0718"]);
    assert_eq!(codes(&bare.replace("= \"balance * 2\"", "(sqlite = \"balance\")")), ["L0528", "L0528"]);
    assert_eq!(codes(&bare.replace("= \"balance * 2\"", "(pg = \"balance\")")), ["L0101"]);
    assert_eq!(codes(&bare.replace("= \"uuid()\"", "= \"uuid()\", immutable, on_update = now")), ["L0309", "L0529"]);
}

#[test]
fn types_out_of_sight_are_believed() {
    let message = item(
        r#"struct Message {
            #[field(primary)] id: i64,
            #[field(belongs_to(Thread))] thread_id: ThreadId,
            #[field(belongs_to(Thread))] other_id: Option<i64>,
            references: Vec<Reference>,
            #[field(json)] r#type: Option<config::Config>,
            plan: plans::Plan,
            #[field(type = "string")] code: Code,
            #[field(text, length(1..=10000))] content: String,
        }"#,
    )
    .unwrap();
    assert_eq!(message.table, "messages");
    let types: Vec<&FieldType> = message.fields.iter().map(|field| &field.ty).collect();
    assert_eq!(
        *types[0],
        FieldType::Key(KeyOf { entity: "Message".into(), column: Box::new(FieldType::Scalar(Scalar::I64)) })
    );
    assert_eq!(
        *types[1],
        FieldType::Key(KeyOf { entity: "Thread".into(), column: Box::new(FieldType::Scalar(Scalar::Uuid)) })
    );
    assert_eq!(
        *types[2],
        FieldType::Key(KeyOf { entity: "Thread".into(), column: Box::new(FieldType::Scalar(Scalar::I64)) })
    );
    assert_eq!(*types[3], FieldType::Json(JsonShape::ValueList("Reference".into())));
    assert_eq!(*types[4], FieldType::Json(JsonShape::Value("Config".into())));
    assert_eq!((message.fields[4].name.as_str(), message.fields[4].nullable), ("type", true));
    assert_eq!(*types[5], FieldType::Enum(EnumType { name: "Plan".into(), values: Vec::new() }));
    assert_eq!(*types[6], FieldType::String { max: u32::MAX });
    assert_eq!(*types[7], FieldType::Text);
}

#[test]
fn every_mistake_of_a_struct_is_found() {
    let found = mistakes(
        r#"
        #[repository(tabel = "sheets", index("nmae"), index("name", wher = "x is null"))]
        struct Sheet {
            #[field(primary)] id: Uuid,
            #[field(uniqe)] name: String,
            #[field(length(5..3))] code: String,
            #[field(range(5..=1))] size: i32,
            pair: (i32, i32),
        }"#,
    );
    assert_eq!(
        found,
        [
            "unknown key `tabel` [L0102]",
            "unknown key `wher`; expected one of: on, contains, search, where, name, methods, sql, using, operators, include, unique [L0101]",
            "unknown key `uniqe` [L0102]",
            "the upper bound is inclusive [L0101]",
            "a column cannot have this type [L0301]",
            "`Sheet` has no field `nmae` [L0505]",
            "the minimum 5 is greater than the maximum 1 [L0403]",
        ]
    );
}

#[test]
fn only_a_struct_with_named_fields_is_an_entity() {
    let cases = [
        ("enum Sheet { A }", "an enum"),
        ("struct Sheet(i32);", "a tuple struct"),
        ("struct Sheet;", "a struct without members"),
        ("union Sheet { a: i32 }", "a union"),
    ];
    for (text, what) in cases {
        assert_eq!(
            mistakes(text),
            [format!("`Sheet` is {what}, but an entity must be a struct with named members [L0901]")]
        );
    }
}

#[test]
fn a_key_is_said_once() {
    let found = mistakes(
        r#"#[repository(table = "sheets", index("a"))]
        #[repository(index("b"), table = "pages")]
        struct Sheet { #[field(primary)] id: Uuid, #[field(range(0..), range(1..))] a: i32, b: i32 }"#,
    );
    assert_eq!(found, ["`table` is given twice [L0101]", "`range` is given twice [L0101]"]);
}

#[test]
fn mistakes_in_a_struct_have_the_codes_of_models_toml() {
    let cases = [
        ("", "createdAt: bool", "L0202"),
        ("", "validate: bool", "L0203"),
        (r#"table = "sheets;""#, "", "L0208"),
        ("", "name: String", "L0302"),
        ("", "#[field(default = \"yes\")] open: bool", "L0304"),
        ("", "#[field(values(\"a\"), default = \"b\")] kind: SheetKind", "L0305"),
        ("", "#[field(values())] kind: SheetKind", "L0306"),
        ("", "#[field(values(\"a\", \"a\"))] kind: SheetKind", "L0307"),
        ("", "#[field(values(\"1\"))] kind: SheetKind", "L0308"),
        ("", "#[field(on_update = \"now\")] size: i32", "L0309"),
        ("", "#[field(deprecated)] size: i32", "L0902"),
        ("", "#[field(length = 5)] size: i32", "L0401"),
        ("", "#[field(text, range(0..))] body: String", "L0402"),
        ("", "#[field(text, length(5..=3))] body: String", "L0403"),
        ("", "#[field(email)] size: i32", "L0405"),
        ("", "#[field(one_of(\"a\"))] size: i32", "L0406"),
        ("", "#[field(past)] size: i32", "L0407"),
        ("", "#[field(length = 20000)] name: String", "L0408"),
        ("", "#[field(range(1..), default = 0)] size: i32", "L0409"),
        (r#"index(search = "name")"#, "#[field(primary)] second: Uuid, #[field(length = 5)] name: String", "L0502"),
        (r#"index("size"), index("size")"#, "size: i32", "L0506"),
        (r#"unique("a, b"), unique("a, b")"#, "a: i32, b: i32", "L0507"),
        (r#"index("size up")"#, "size: i32", "L0508"),
        (r#"index("a, a")"#, "a: i32", "L0509"),
        (r#"index("a desc, b")"#, "a: i32, b: i32", "L0510"),
        ("", "#[field(unique)] body: Vec<u8>", "L0511"),
        (r#"index(search = "size")"#, "size: i32", "L0512"),
        (r#"index(contains = "size")"#, "size: i32", "L0514"),
        (r#"index("size", where = "size")"#, "size: i32", "L0515"),
        (r#"index("size", where = "size = 'a'")"#, "size: i32", "L0516"),
        ("", "#[field(unique, belongs_to = User, on_delete = \"set_null\")] user_id: Option<UserId>", "L0517"),
        (r#"unique("a, b", adds = "a")"#, "a: i32, b: i32", "L0519"),
        (r#"unique("a, b", nulls = "same")"#, "a: i32, b: i32", "L0520"),
        (r#"unique("a", greatest = "b", sets = "b")"#, "a: i32, b: i32", "L0550"),
        ("", "#[field(unique = \"globally\")] size: i32", "L0521"),
        ("", "#[field(belongs_to = User, on_delete = \"set_null\")] user_id: UserId", "L0602"),
        ("", "#[field(belongs_to = User, on_delete = \"nullify\")] user_id: UserId", "L0603"),
        ("", "#[field(tenant, length = 50)] tenant_id: String", "L0607"),
        ("", "#[field(default = 0, sums = \"words\")] words: i64", "L0702"),
        ("", "#[field(counts = Post)] posts: i64", "L0703"),
        (r#"aggregate(stats, all = "count")"#, "", "L0704"),
        (r#"soft_delete = "gone""#, "gone: bool", "L0708"),
        (r#"version = "gone""#, "gone: bool", "L0709"),
        (r#"cache = "forever""#, "", "L0710"),
        (r#"cache("long", warm(ready))"#, "", "L0640"),
        (r#"cache("long", rows = 10, warm(newest = 11))"#, "", "L0640"),
        (r#"cache("long", soft_timeout = "50 ms")"#, "", "L0642"),
        (r#"cache("long", soft_timeout = "2s", hard_timeout = "2s")"#, "", "L0642"),
        (r#"activity = "seen", index("seen")"#, "seen: bool", "L0714"),
        (r#"activity = "seen", index("size, seen")"#, "seen: Timestamp, size: i32", "L0714"),
        ("", "#[field(length = 20, secret)] key: String", "L0902"),
        ("", "id_of: Thing<i32>", "L0301"),
        ("", "#[cfg(unix)] size: i32", "L0905"),
        ("", "#[field(belongs_to = Thing)] thing_id: OtherId", "L0903"),
    ];
    for (attribute, fields, code) in cases {
        let text = format!("#[repository({attribute})] struct Sheet {{ #[field(primary)] id: Uuid, {fields} }}");
        assert_eq!(codes(&text), [code], "{text}");
    }
    let named =
        "#[repository(cache(\"long\", warm(newest = 10)))] struct Sheet { #[field(primary, length = 20)] id: String }";
    assert_eq!(codes(named), ["L0641"]);
}
