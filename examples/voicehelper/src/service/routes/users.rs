//! Users of the tenant.

use larder::Paged;

use crate::models::{NewUser, TenantScope, User, UserId, UserPatch, UserRole, UserStatus};
use crate::service::endpoint::{Endpoint, Filter};
use crate::service::request::idempotency::Boxed;
use crate::service::request::query::ListQuery;
use crate::service::resource::{create, delete, get, list, patch, resource};
use crate::service::response::problem::Result;

resource!(User in users by UserId, UserPatch; versioned; users; create from NewUser);

async fn users(scope: TenantScope<'_>, mut query: ListQuery) -> Result<Paged<User>> {
    let users = scope.users();
    if let Some(status) = query.take::<UserStatus>("status")? {
        return Ok(users.list_by_status(status, query.page()?).await?);
    }
    if let Some(role) = query.take::<UserRole>("role")? {
        return Ok(users.list_by_role(role, query.page()?).await?);
    }
    Ok(users.list(query.page()?).await?)
}

const FILTERS: &[Filter] = &[Filter::of("status", "UserStatus"), Filter::of("role", "UserRole")];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/users", create::<User>).named("createUser", "Create a user").takes("NewUser").created("User"),
        Endpoint::get("/users", list::<User>).named("listUsers", "List users, newest first").lists("User", FILTERS),
        Endpoint::get("/users/{id}", get::<User>).named("getUser", "Read a user").gives("User"),
        Endpoint::patch("/users/{id}", patch::<User>)
            .named("patchUser", "Change a user")
            .takes("UserPatch")
            .gives("User")
            .matches(),
        Endpoint::delete("/users/{id}", delete::<User>)
            .named("deleteUser", "Delete a user and all that is theirs")
            .matches(),
    ]
}
