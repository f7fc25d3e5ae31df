//! Hook recipes as data: what an engine needs before a copy, and with which copies that is safe.
//!
//! Parameters of a plan go in, commands as Velero runs them go out. No recipe runs through a shell
//! unless it must, and no value of a plan is ever part of a script's text.

mod cassandra;
mod client;
mod mongodb;
mod mysql;
mod own;
mod postgres;
mod redis;

use crate::model::value::Duration;
use crate::model::{
    Holds, HookParameters, HookUse, Method, Model, OnError, PodLabels, Recover, Workload,
};
use crate::source::Span;

pub use client::{Client, client};
pub use own::{OwnSize, ParameterFault, TIMEOUT as OWN_TIMEOUT, expand as expand_own};

/// Bytes of a command as it is written in an annotation. Kubernetes takes 256 KiB of annotations an
/// object, and a pod has a command before the copy and one after it.
pub const MAX_BYTES: usize = 64 << 10;

/// Words of a command.
pub const MAX_WORDS: usize = 1_000;

/// How large a command is as it is written in an annotation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CommandSize {
    /// Program and arguments.
    pub words: usize,
    /// All of them, escaped; never less than they take.
    pub bytes: usize,
}

/// Where a dump is written in its container, unless the plan says another path.
pub const DUMP_PATH: &str = "/dump";

/// What a recipe is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It makes a copy of the engine's own files consistent.
    Quiesce,
    /// It writes a dump into a volume.
    Dump,
}

/// A built-in recipe.
#[derive(Debug)]
pub struct Recipe {
    /// Its name in a plan.
    pub name: &'static str,
    /// What it is for.
    pub purpose: Purpose,
    /// What is held from pre to post.
    pub holds: Holds,
    /// The copies that it makes consistent.
    pub safe: &'static [Method],
    /// How long it may take where the plan is silent.
    pub timeout: Duration,
    /// The user where the plan names none.
    pub user: &'static str,
    /// The environment variable that its client reads a password from.
    pub password: &'static str,
    /// Parts of volume names, split at `-` and `_`, without which the engine does not start.
    pub log_volumes: &'static [&'static str],
    /// Program and arguments before the copy.
    pub pre: fn(&RecipeParams<'_>) -> Vec<String>,
    /// Program and arguments after it; safe to repeat.
    pub post: Option<fn(&RecipeParams<'_>) -> Vec<String>>,
    /// Program and arguments that load a dump into the running engine; safe to repeat.
    pub load: Option<fn(&RecipeParams<'_>) -> Vec<String>>,
    /// Program and arguments that run a query and fail where it fails.
    pub query: Option<fn(&RecipeParams<'_>, &str) -> Vec<String>>,
    /// For people.
    pub doc: &'static str,
}

/// The parameters of a recipe.
#[derive(Debug, Clone, Copy)]
pub struct RecipeParams<'a> {
    /// The database user.
    pub user: &'a str,
    /// The database, where one is named.
    pub database: Option<&'a str>,
    /// Where the dump goes.
    pub path: &'a str,
    /// How long it may take.
    pub seconds: u64,
}

/// Every built-in recipe, by purpose and name.
pub static RECIPES: &[&Recipe] = &[
    &cassandra::FLUSH,
    &mongodb::LOCK,
    &mysql::MARIADB_READ_ONLY,
    &mysql::READ_ONLY,
    &postgres::CHECKPOINT,
    &redis::SAVE,
    &mysql::MARIADB_DUMP,
    &mongodb::DUMP,
    &mysql::DUMP,
    &postgres::DUMP,
];

/// The recipe of a name.
pub fn find(purpose: Purpose, name: &str) -> Option<&'static Recipe> {
    RECIPES
        .iter()
        .copied()
        .find(|recipe| recipe.purpose == purpose && recipe.name == name)
}

/// A hook as Velero runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// What it is called in a plan.
    pub label: String,
    /// Where the plan asks for it.
    pub span: Span,
    /// What is held from pre to post.
    pub holds: Holds,
    /// The copies that it makes consistent.
    pub safe: Vec<Method>,
    /// Whether it stands in the Schedule, and by which labels it finds the pods there.
    pub via_schedule: Option<PodLabels>,
    /// Before the copy.
    pub pre: PreparedStep,
    /// After it.
    pub post: Option<PreparedStep>,
}

/// One command as Velero runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedStep {
    /// The container.
    pub container: String,
    /// Program and arguments.
    pub command: Vec<String>,
    /// How long it may take.
    pub timeout: Duration,
    /// What its failure means.
    pub on_error: OnError,
}

/// What a failure means where the author does not state it: with nothing held the pod is left out of a
/// run that is not a recovery point anyway; with something held post must run.
pub fn on_error(holds: Holds) -> OnError {
    match holds {
        Holds::Nothing => OnError::Fail,
        Holds::ServerState | Holds::SessionLock => OnError::Continue,
    }
}

/// Expands a built-in recipe; `None` where there is none of that name.
pub fn expand(
    purpose: Purpose,
    hook: &HookParameters,
    path: Option<&str>,
    span: Span,
) -> Option<Prepared> {
    let recipe = find(purpose, &hook.recipe.value)?;
    let params = params(recipe, hook, path);
    let secret = hook.secret.as_ref().map(|secret| &*secret.value);
    let step = |command: Vec<String>| PreparedStep {
        container: hook.container.value.to_string(),
        command: with_password(recipe.password, secret, command),
        timeout: timeout(recipe, hook),
        on_error: on_error(recipe.holds),
    };
    Some(Prepared {
        label: recipe.name.to_owned(),
        span,
        holds: recipe.holds,
        safe: recipe.safe.to_vec(),
        via_schedule: hook.via_schedule.clone(),
        pre: step((recipe.pre)(&params)),
        post: recipe.post.map(|post| step(post(&params))),
    })
}

/// What a built-in recipe of these parameters takes at most, before and after a copy together.
pub fn size_of_built_in(hook: &HookParameters, path: Option<&str>) -> usize {
    // The longest script of a hook has some eight hundred bytes.
    const SCRIPTS: usize = 2 << 10;
    let texts = [&hook.user, &hook.database, &hook.secret]
        .into_iter()
        .flatten();
    let texts = texts.map(|text| written(&text.value));
    let each = texts.fold(written(path.unwrap_or("")), usize::saturating_add);
    SCRIPTS + each.saturating_mul(2)
}

/// The bytes of a text in a JSON string of an annotation, at most.
fn written(text: &str) -> usize {
    let bytes = |c: char| match c {
        '$' | '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => 6,
        '"' | '\\' => 2,
        ' '..='~' => 1,
        _ => 6,
    };
    text.chars().map(bytes).sum()
}

/// The command that loads a dump, as it runs in the engine's container; `None` for an engine that
/// reads its dump by itself.
pub fn load(hook: &HookParameters, path: Option<&str>) -> Option<Vec<String>> {
    let recipe = find(Purpose::Dump, &hook.recipe.value)?;
    let command = recipe.load?(&params(recipe, hook, path));
    let secret = hook.secret.as_ref().map(|secret| &*secret.value);
    Some(with_password(recipe.password, secret, command))
}

/// The command that asks the engine a query, as it runs in its container; `None` for an engine
/// without a client for queries.
pub fn query(purpose: Purpose, hook: &HookParameters, text: &str) -> Option<Vec<String>> {
    let recipe = find(purpose, &hook.recipe.value)?;
    let command = recipe.query?(&params(recipe, hook, None), text);
    let secret = hook.secret.as_ref().map(|secret| &*secret.value);
    Some(with_password(recipe.password, secret, command))
}

fn timeout(recipe: &Recipe, hook: &HookParameters) -> Duration {
    let stated = hook.timeout.as_ref();
    stated.map_or(recipe.timeout, |timeout| timeout.value)
}

fn params<'a>(
    recipe: &Recipe,
    hook: &'a HookParameters,
    path: Option<&'a str>,
) -> RecipeParams<'a> {
    RecipeParams {
        user: hook.user.as_ref().map_or(recipe.user, |user| &user.value),
        database: hook.database.as_ref().map(|database| &*database.value),
        path: path.unwrap_or(DUMP_PATH),
        seconds: timeout(recipe, hook).as_seconds(),
    }
}

/// Reads the password from a file in the container, so that it stands in no manifest. The command
/// arrives as arguments: nothing of it is read as script.
fn with_password(variable: &str, secret: Option<&str>, command: Vec<String>) -> Vec<String> {
    let Some(secret) = secret else { return command };
    let script = format!("export {variable}=\"$(cat \"$0\")\"; exec \"$@\"");
    let mut wrapped = vec![
        "/bin/sh".to_owned(),
        "-c".to_owned(),
        script,
        secret.to_owned(),
    ];
    wrapped.extend(command);
    wrapped
}

/// Expands the hook of a workload's pods: Velero runs one a pod and phase, the dump before all.
pub fn expand_for(
    model: &Model,
    recover: Option<&Recover>,
    workload: &Workload,
) -> Option<Prepared> {
    if let Some(Recover::Dump(dump)) = recover {
        let span = dump.hook.recipe.span;
        return expand(
            Purpose::Dump,
            &dump.hook,
            dump.path.as_ref().map(|p| &*p.value),
            span,
        );
    }
    if let Some(quiesce) = &workload.quiesce {
        return expand(Purpose::Quiesce, &quiesce.hook, None, quiesce.span);
    }
    workload
        .hook
        .as_ref()
        .and_then(|used| expand_use(model, used))
}

/// The author's recipe in use; `None` where it is unknown or its parameters do not fit.
pub fn expand_use(model: &Model, used: &HookUse) -> Option<Prepared> {
    let hook = model.hooks.get(used.hook.value)?;
    own::expand(hook, used).ok()
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
