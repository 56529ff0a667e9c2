//! Structs in nested modules, seen by whom they say, with words of Rust for names.

#![deny(warnings)]
#![allow(dead_code, unused_qualifications, reason = "compiled only")]

mod outer {
    mod inner {
        use larder::Repository;

        #[derive(Debug, Clone, Repository)]
        #[repository(table = "lids", index("type, match"))]
        pub(in crate::modules) struct Lid {
            #[field(primary)]
            pub(super) id: LidId,
            #[field(length = 20)]
            pub(super) r#type: String,
            #[field(unique, length = 20)]
            pub(super) r#match: String,
        }

        #[derive(Debug, Clone, Repository)]
        struct Hidden {
            #[field(primary)]
            id: HiddenId,
            #[field(belongs_to = super::Jar, on_delete = "cascade")]
            jar_id: super::JarId,
        }

        larder::register!(Lid, Hidden);
    }

    use inner::{Lid, LidId, LidRepository, NewLid};
    use larder::Repository;

    #[derive(Debug, Clone, Repository)]
    #[repository(index("lid_id"))]
    pub(super) struct Jar {
        #[field(primary)]
        pub(super) id: JarId,
        #[field(belongs_to = Lid, on_delete = "set_null")]
        pub(super) lid_id: Option<inner::LidId>,
    }

    larder::register!(Jar);

    pub(super) async fn use_it(lids: LidRepository<'_>) -> larder::Result<()> {
        let lid: Lid = lids.create(NewLid::new("screw", "a")).await?;
        let key: LidId = lid.id;
        lids.get_by_match(&lid.r#match).await?;
        lids.list_by_type_and_match(&lid.r#type, "a", larder::Page::first(10)).await?;
        lids.delete(key).await
    }
}

use outer::{Jar, JarId, JarPatch, JarRepository, NewJar};

async fn use_it(jars: JarRepository<'_>) -> larder::Result<Jar> {
    let jar = jars.create(NewJar::new()).await?;
    let key: JarId = jar.id;
    jars.patch(key, JarPatch::new().lid_id(None)).await?;
    Ok(jar)
}
