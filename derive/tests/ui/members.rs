use larder::{Json, Repository, Secret, Uuid};

#[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize, Repository)]
#[repository(cache = "short")]
struct Jar {
    #[field(primary)]
    id: PotId,
    notes: Json,
    shelf: Uuid,
    #[field(belongs_to = Lid)]
    lid_id: Option<PotId>,
}

#[derive(Clone, Repository)]
struct Pot {
    #[field(primary)]
    id: PotId,
    #[field(length = 64, secret)]
    code: Secret<String>,
}

larder::register!(Pot);

fn main() {}
