//! A blog as a JSON service: `cargo run -p quickstart`, then
//!
//! ```sh
//! curl localhost:3000/posts --json '{ "slug": "hello", "title": "Hello", "body": "First post." }'
//! curl localhost:3000/posts/hello/comments --json '{ "author": "Ada", "body": "Welcome!" }'
//! curl localhost:3000/posts/hello
//! ```
//!
//! Posts stay in `larder.db`, or where `DATABASE_URL` says; `PORT` is 3000 unless set.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{Router, get, post};
use larder::{Config, Cursor, ErrorKind, Page, Paged};
use quickstart::blog::{Comment, NewComment, NewPost, Post};
use quickstart::models::Store;
use serde::{Deserialize, Serialize};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // ANCHOR: open
    let store = Store::open(Config::from_env()?).await?;
    // ANCHOR_END: open
    let app = Router::new()
        .route("/posts", get(list).post(publish))
        .route("/posts/{slug}", get(read))
        .route("/posts/{slug}/comments", post(comment))
        .with_state(store);
    let port = std::env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, app).await?)
}

#[derive(Deserialize)]
struct Draft {
    slug: String,
    title: String,
    body: String,
}

#[derive(Deserialize)]
struct Remark {
    author: String,
    body: String,
}

#[derive(Deserialize)]
struct After {
    after: Option<Cursor>,
}

#[derive(Serialize)]
struct Read {
    post: Post,
    comments: Paged<Comment>,
}

async fn publish(State(store): State<Store>, Json(draft): Json<Draft>) -> Answer<Post> {
    Ok(Json(store.posts().create(NewPost::new(draft.slug, draft.title, draft.body)).await?))
}

async fn list(State(store): State<Store>, Query(place): Query<After>) -> Answer<Paged<Post>> {
    let page = Page::at(place.after.as_ref(), 20);
    Ok(Json(store.posts().list_by_created_at(page).await?))
}

// ANCHOR: use
async fn read(State(store): State<Store>, Path(slug): Path<String>) -> Answer<Read> {
    let post = store.posts().get_by_slug(&slug).await?;
    let comments = store.comments().list_by_post(&post, Page::first(50)).await?;
    Ok(Json(Read { post: post.as_ref().clone(), comments }))
}

async fn comment(State(store): State<Store>, Path(slug): Path<String>, Json(remark): Json<Remark>) -> Answer<Comment> {
    let post = store.posts().get_by_slug(&slug).await?;
    let comment = store.comments().create(NewComment::new(&post, remark.author, remark.body)).await?;
    Ok(Json(comment))
}
// ANCHOR_END: use

type Answer<T> = Result<Json<T>, Failure>;

struct Failure(larder::Error);

impl From<larder::Error> for Failure {
    fn from(error: larder::Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match self.0.kind() {
            ErrorKind::NotFound { .. } => StatusCode::NOT_FOUND,
            ErrorKind::UniqueViolation { .. } | ErrorKind::ForeignKeyViolation { .. } => StatusCode::CONFLICT,
            ErrorKind::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            _ if self.0.is_retryable() => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, self.0.to_string()).into_response()
    }
}
