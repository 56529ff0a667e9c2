struct Money(u128);

fn main() {
    let price = Money(1);
    let _ = larder::sql!("SELECT name FROM goods WHERE price = {price}");
}
