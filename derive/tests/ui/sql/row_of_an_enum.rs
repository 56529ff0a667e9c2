#[derive(larder::Row)]
enum Talk {
    Short,
}

#[derive(larder::Row)]
struct Figures {
    #[field(sum)]
    total: i64,
}

fn main() {}
