//! Work, and how it is sorted.

use larder::{Repository, Timestamp, Uuid};
use serde::{Deserialize, Serialize};

use super::member::MemberId;
use crate::models::ProjectId;

/// A piece of work in a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Repository)]
#[repository(table = "tasks", cache = "short", index("project_id, created_at desc"), index("assignee_id, done"))]
pub struct Task {
    /// Primary key.
    #[field(primary)]
    pub id: TaskId,
    /// The team that the task belongs to.
    #[field(belongs_to = Team, tenant, on_delete = "cascade", length(1..=30))]
    pub team_id: String,
    /// The project that it is a part of.
    #[field(belongs_to = Project, on_delete = "cascade", immutable)]
    pub project_id: ProjectId,
    /// Who does it.
    #[field(belongs_to = Member, on_delete = "set_null")]
    pub assignee_id: Option<MemberId>,
    /// What is to be done.
    #[field(length(1..=200))]
    pub title: String,
    /// How much work it is.
    #[field(range(0..=100), default = 1)]
    pub points: i32,
    /// Whether it is done.
    #[field(default = false)]
    pub done: bool,
    /// How much was said about it.
    #[field(default = 0, counts = Remark)]
    pub remarks: i32,
    /// When it was written down.
    #[field(default = now, immutable)]
    pub created_at: Timestamp,
}

/// A word on a task; its struct holds keys as the numbers they are.
#[derive(Debug, Clone, PartialEq, Repository)]
#[repository(table = "labels", index("task_id"), unique("team_id, task_id, word"))]
pub struct Label {
    /// Primary key.
    #[field(primary)]
    pub id: Uuid,
    /// The team that the label belongs to.
    #[field(belongs_to = Team, tenant, on_delete = "cascade", length(1..=30))]
    pub team_id: String,
    /// The task that it is on.
    #[field(belongs_to = Task, on_delete = "cascade", immutable)]
    pub task_id: Uuid,
    /// What it says.
    #[field(length(1..=30))]
    pub word: String,
}
