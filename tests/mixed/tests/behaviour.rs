//! What belongs together works together, whichever door it came through, on every engine.

use std::sync::Arc;

use integration::{Database, Engine, configuration};
use larder::{Config, ErrorKind, ForeignKeyCause, Page};
use mixed::domain::member::{Member, NewMember};
use mixed::domain::stay::NewStay;
use mixed::domain::task::{Label, NewLabel, NewTask, Task, TaskPatch};
use mixed::models::{DeskKey, NewDesk, NewProject, NewRemark, NewTeam, Project, ProjectPatch, Remark, Store};

/// Runs each named `async fn(World)` on every engine, each time on a database of its own.
macro_rules! on_every_engine {
    ($($test:ident),+ $(,)?) => {
        $(
            mod $test {
                use integration::Engine;

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    super::run(Engine::Sqlite, super::$test).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    super::run(Engine::Postgres, super::$test).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn mysql() {
                    super::run(Engine::MySql, super::$test).await;
                }
            }
        )+
    };
}

on_every_engine!(
    counters_cross_the_doors,
    a_delete_takes_along_what_it_owns,
    a_deleted_member_is_led_and_assigned_no_more,
    a_reference_stays_within_its_team,
    rows_are_loaded_with_what_belongs_to_them,
    figures_count_both_doors,
    a_transaction_holds_both_doors,
    violations_name_the_struct,
    a_reference_of_several_fields_crosses_the_doors,
    the_schema_goes_down_and_up_again,
);

async fn run<T: Future<Output = ()>>(engine: Engine, test: impl FnOnce(World) -> T) {
    if !engine.is_asked_for() {
        return;
    }
    let database = Database::create(engine).await;
    let config = configuration(&database);
    let store = Store::open(config.clone()).await.expect("the migrations apply");
    store.teams().create(NewTeam::new("red", "Red")).await.unwrap();
    let scope = store.tenant("red");
    let ada = scope.members().create(NewMember::new("ada@example.com", "Ada")).await.unwrap();
    let project = scope.projects().create(NewProject::new("Bridge").lead_id(&ada)).await.unwrap();
    let task = scope.tasks().create(NewTask::new(&project, "Draw").assignee_id(&ada).points(3)).await.unwrap();
    test(World { store, config, ada, project, task }).await;
    database.drop().await;
}

/// A team with one row of most kinds: a struct that a table of models.toml refers to and that refers to one.
struct World {
    store: Store,
    config: Config,
    ada: Member,
    project: Project,
    task: Task,
}

async fn counters_cross_the_doors(world: World) {
    let scope = world.store.tenant("red");
    assert_eq!(scope.projects().get(&world.project).await.unwrap().task_count, 1);
    scope.remarks().create(NewRemark::new(&world.task, "Mind the wind.").author_id(&world.ada)).await.unwrap();
    assert_eq!(scope.tasks().get(&world.task).await.unwrap().remarks, 1, "a table counts in a struct");
    scope.tasks().patch(&world.task, TaskPatch::new().points(5)).await.unwrap();
    let project = scope.projects().get(&world.project).await.unwrap();
    assert_eq!((project.task_count, project.points), (1, 5), "a struct counts in a table");
    scope.tasks().delete(&world.task).await.unwrap();
    let project = scope.projects().get(&world.project).await.unwrap();
    assert_eq!((project.task_count, project.points), (0, 0));
}

async fn a_delete_takes_along_what_it_owns(world: World) {
    let scope = world.store.tenant("red");
    let remark = scope.remarks().create(NewRemark::new(&world.task, "Soon gone.")).await.unwrap();
    let label: Label = scope.labels().create(NewLabel::new(world.task.id, "urgent")).await.unwrap();
    assert!(scope.tasks().find(&world.task).await.unwrap().is_some(), "it is in the cache");
    assert!(scope.remarks().find(&remark).await.unwrap().is_some(), "it is in the cache");
    scope.projects().delete(&world.project).await.unwrap();
    assert!(scope.tasks().find(&world.task).await.unwrap().is_none());
    assert!(scope.remarks().find(&remark).await.unwrap().is_none());
    assert!(scope.labels().find(&label).await.unwrap().is_none());
    assert!(scope.members().find(&world.ada).await.unwrap().is_some());
}

async fn a_deleted_member_is_led_and_assigned_no_more(world: World) {
    let scope = world.store.tenant("red");
    assert_eq!(scope.projects().get(&world.project).await.unwrap().lead_id, Some(world.ada.id));
    assert_eq!(scope.tasks().get(&world.task).await.unwrap().assignee_id, Some(world.ada.id));
    scope.members().delete(&world.ada).await.unwrap();
    assert_eq!(scope.projects().get(&world.project).await.unwrap().lead_id, None);
    assert_eq!(scope.tasks().get(&world.task).await.unwrap().assignee_id, None);
}

async fn a_reference_stays_within_its_team(world: World) {
    world.store.teams().create(NewTeam::new("blue", "Blue")).await.unwrap();
    let blue = world.store.tenant("blue");
    assert!(blue.members().find(&world.ada).await.unwrap().is_none());
    let refused = |error: larder::Error, field: &str| {
        let expected =
            ErrorKind::ForeignKeyViolation { field: field.to_owned(), cause: ForeignKeyCause::MissingParent };
        assert_eq!(format!("{:?}", error.kind()), format!("{expected:?}"));
    };
    let led = blue.projects().create(NewProject::new("Tunnel").lead_id(&world.ada)).await;
    refused(led.unwrap_err(), "Project.lead_id");
    let inside = blue.tasks().create(NewTask::new(&world.project, "Dig")).await;
    refused(inside.unwrap_err(), "Task.project_id");
    let tunnel = blue.projects().create(NewProject::new("Tunnel")).await.unwrap();
    let assigned = blue.tasks().create(NewTask::new(&tunnel, "Dig").assignee_id(&world.ada)).await;
    refused(assigned.unwrap_err(), "Task.assignee_id");
}

async fn rows_are_loaded_with_what_belongs_to_them(world: World) {
    let scope = world.store.tenant("red");
    for title in ["Measure", "Build"] {
        scope.tasks().create(NewTask::new(&world.project, title)).await.unwrap();
    }
    scope.remarks().create(NewRemark::new(&world.task, "First.")).await.unwrap();
    let led = scope.members().load([&world.ada]).with_last::<Project>(5).await.unwrap();
    assert_eq!(led[0].1[0].title, "Bridge", "tables of a struct");
    let projects = scope.projects().load([&world.project]).with_last::<Task>(2).await.unwrap();
    assert_eq!(projects[0].1.iter().map(|task| task.title.as_str()).collect::<Vec<_>>(), ["Build", "Measure"]);
    let tasks: Vec<(Arc<Task>, _)> = scope.tasks().load([&world.task]).with_last::<Remark>(2).await.unwrap();
    assert_eq!(tasks[0].1[0].text, "First.");
    scope.labels().create(NewLabel::new(world.task.id, "urgent")).await.unwrap();
    let labelled = scope.tasks().load([&world.task]).with_last::<Label>(2).await.unwrap();
    assert_eq!(labelled[0].1[0].word, "urgent", "the label holds the key as a bare number");
    let mine = scope.tasks().list_by_assignee_and_done(&world.ada, false, Page::first(10)).await.unwrap();
    assert_eq!(mine.items, [scope.tasks().get(&world.task).await.unwrap().as_ref().clone()]);
}

async fn figures_count_both_doors(world: World) {
    let scope = world.store.tenant("red");
    scope.tasks().create(NewTask::new(&world.project, "Paint").done(true)).await.unwrap();
    let stats = scope.stats().await.unwrap();
    assert_eq!((stats.members, stats.projects, stats.open_tasks, stats.points), (1, 1, 1, 4));
}

async fn a_transaction_holds_both_doors(world: World) {
    let scope = world.store.tenant("red");
    let undone: larder::Result<()> = scope
        .transaction(async |tx| {
            let bob = tx.members().create(NewMember::new("bob@example.com", "Bob")).await?;
            tx.projects().patch(&world.project, ProjectPatch::new().lead_id(&bob)).await?;
            tx.tasks().create(NewTask::new(&world.project, "").assignee_id(&bob)).await?;
            Ok(())
        })
        .await;
    assert!(matches!(undone.unwrap_err().kind(), ErrorKind::Invalid(_)));
    assert!(scope.members().find_by_email("bob@example.com").await.unwrap().is_none());
    let project = scope.projects().get(&world.project).await.unwrap();
    assert_eq!((project.lead_id, project.task_count), (Some(world.ada.id), 1));
}

async fn violations_name_the_struct(world: World) {
    let scope = world.store.tenant("red");
    let twice = scope.members().create(NewMember::new("ada@example.com", "Ada")).await.unwrap_err();
    assert!(matches!(twice.kind(), ErrorKind::UniqueViolation { field } if field == "Member.email"), "{twice}");
    scope.labels().create(NewLabel::new(world.task.id, "urgent")).await.unwrap();
    let twice = scope.labels().create(NewLabel::new(world.task.id, "urgent")).await.unwrap_err();
    assert!(twice.is_unique_violation(), "{twice}");
}

async fn the_schema_goes_down_and_up_again(world: World) {
    let migrator = world.store.migrator();
    let before = migrator.status().await.unwrap();
    assert_eq!(before.applied().count(), 8);
    world.store.close().await;
    migrator.rollback(8).await.unwrap();
    assert_eq!(migrator.status().await.unwrap().applied().count(), 0);
    let store = Store::open(world.config).await.unwrap();
    assert!(store.teams().find_by_team_id("red").await.unwrap().is_none());
    store.teams().create(NewTeam::new("red", "Red again")).await.unwrap();
}

async fn a_reference_of_several_fields_crosses_the_doors(world: World) {
    let scope = world.store.tenant("red");
    let desk = scope.desks().create(NewDesk::new(2, 7)).await.unwrap();
    let day = larder::Date::from_ymd_opt(2026, 5, 4).unwrap();
    let stay = scope.stays().create(NewStay::of_desk(&desk, day)).await.unwrap();
    assert_eq!((stay.desk_key(), (stay.floor, stay.number)), (DeskKey::new(2, 7), (2, 7)));
    assert_eq!(scope.stays().list_by_desk(&desk, Page::first(5)).await.unwrap().items, std::slice::from_ref(&stay));
    assert_eq!(scope.stays().count_by_floor_and_number(2, 8).await.unwrap(), 0);
    assert_eq!(scope.desks().get(&desk).await.unwrap().stays, 1);
    let missing = scope.stays().create(NewStay::new(2, 8, day)).await.unwrap_err();
    assert!(missing.is_foreign_key_violation() || missing.is_not_found(), "{missing}");
    scope.stays().get(&stay).await.unwrap();
    scope.desks().delete(&desk).await.unwrap();
    assert!(scope.stays().find(&stay).await.unwrap().is_none(), "the cached row went with its desk");
}
