//! A book of what is written to accounts.

use larder::{Error, ErrorKind, Executor, Result, RowWrite, Validator, Violation, WriteHooks};

use super::models::{Account, AccountRepository, EntryRepository, NewEntry};

/// Keeps the book.
#[derive(Debug)]
pub struct Audit;

impl WriteHooks<Account> for Audit {
    async fn before(write: RowWrite<'_, Account>, _on: Executor<'_>) -> Result<()> {
        match write {
            RowWrite::Delete(account) if account.balance != 0 => {
                Err(Error::new(ErrorKind::Database(format!("{} is not empty", account.number))))
            }
            _ => Ok(()),
        }
    }

    async fn after(write: RowWrite<'_, Account>, on: Executor<'_>) -> Result<()> {
        let (what, before, after) = match write {
            RowWrite::Create(account) => ("created", None, Some(account.balance)),
            RowWrite::Change { before, after } => ("changed", Some(before.balance), Some(after.balance)),
            RowWrite::Delete(account) => ("deleted", Some(account.balance), None),
            RowWrite::Restore(account) => ("restored", None, Some(account.balance)),
        };
        let entry = NewEntry::new(write.row().id.0, what).before(before).after(after);
        EntryRepository::new(on).create(entry).await?;
        Ok(())
    }
}

/// Nobody has more than three accounts.
///
/// # Errors
/// What the statement meets.
pub async fn has_room(account: &Account, on: Executor<'_>, check: &mut Validator) -> Result<()> {
    let region = on.region::<Account>();
    let accounts = AccountRepository::new(on, &region).select();
    let others = accounts.filter(Account::HOLDER.eq(account.holder.as_str())).filter(Account::ID.ne(account.id));
    let has_room = others.count().await? < 3;
    let violation = || Violation::custom("room", "the holder has three accounts", "该持有人已有三个账户");
    check.custom("holder", if has_room { Ok(()) } else { Err(violation()) });
    Ok(())
}
