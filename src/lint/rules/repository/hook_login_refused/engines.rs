//! What the images of engines make of their variables when a data directory is new: users, and which of them have a
//! password.
//!
//! Read in the entry points: postgres (local connections are trusted, and `POSTGRES_USER` takes the place of
//! `postgres`), mysql and mariadb (`root` has a password), mongo (with a root user it is started with `--auth`), and
//! those of Bitnami (a password is asked for locally too).

use super::Refusal;
use crate::lint::walk::hook_places::HookPlace;
use crate::lint::walk::variables::{Environment, Known};
use crate::recipe::Purpose;
use crate::repository::contents::Family;

/// Why the engine refuses a hook; `None` where it may accept it.
pub(super) fn refused(one: &HookPlace<'_>) -> Option<Refusal> {
    let place = &one.place;
    let bitnami = place.container.is_of_bitnami();
    match (&*one.hook.recipe.value, place.container.family()?) {
        ("postgres", Family::Postgres) if bitnami => postgres_of_bitnami(one),
        ("postgres", Family::Postgres) => postgres(one),
        ("mysql" | "mariadb", Family::MySql | Family::MariaDb) => mysql(one),
        ("mongodb", Family::MongoDb) => mongodb(one),
        ("redis", Family::Redis) => redis(one),
        _ => None,
    }
}

fn user<'h>(one: &HookPlace<'h>, silent: &'h str) -> &'h str {
    one.hook.user.as_ref().map_or(silent, |user| &user.value)
}

/// Where a client finds what it is not told.
const OF_POSTGRES: [&str; 4] = ["PGHOST", "PGPASSFILE", "PGPASSWORD", "PGSERVICE"];

fn postgres(one: &HookPlace<'_>) -> Option<Refusal> {
    let place = &one.place;
    let user = user(one, "postgres");
    if !place.lacks(&["PGHOST", "PGSERVICE"]) {
        return None;
    }
    if let Known::Text(own) = place.variable("POSTGRES_USER")
        && user == "postgres"
        && !own.is_empty()
        && own != "postgres"
        && !mounts(place, "/docker-entrypoint-initdb.d")
    {
        return Some(Refusal {
            what: format!(
                "logs in as `postgres`, and container `{}` has the user `{own}`",
                place.container.name
            ),
            why: format!(
                "`{}` sets `POSTGRES_USER`, which is created in place of `postgres`",
                place.pods.file
            ),
            help: format!("write `user {own}`"),
            of_secret: false,
        });
    }
    let Known::Text(arguments) = place.variable("POSTGRES_INITDB_ARGS") else {
        return None;
    };
    let asks = ["scram", "md5", "=password"]
        .iter()
        .any(|word| arguments.contains(word));
    let local = arguments.contains("--auth-local") || arguments.contains("--auth=");
    (asks && local && one.hook.secret.is_none() && place.lacks(&OF_POSTGRES))
        .then(|| without_password(one, user, "POSTGRES_INITDB_ARGS"))
}

fn postgres_of_bitnami(one: &HookPlace<'_>) -> Option<Refusal> {
    let place = &one.place;
    let user = user(one, "postgres");
    let roots = [
        "POSTGRESQL_POSTGRES_PASSWORD",
        "POSTGRESQL_POSTGRES_PASSWORD_FILE",
        "POSTGRES_POSTGRES_PASSWORD",
        "POSTGRES_POSTGRES_PASSWORD_FILE",
    ];
    let set = place.first(&[
        "POSTGRESQL_PASSWORD",
        "POSTGRESQL_PASSWORD_FILE",
        "POSTGRES_PASSWORD",
        "POSTGRES_PASSWORD_FILE",
    ])?;
    let names = ["POSTGRESQL_USERNAME", "POSTGRES_USER"];
    let other = names.iter().find_map(|name| match place.variable(name) {
        Known::Text(own) if !own.is_empty() && own != "postgres" => Some(own),
        Known::Text(_) | Known::There | Known::Not | Known::Open => None,
    });
    if let (Some(own), "postgres", true) = (other, user, place.lacks(&roots)) {
        return Some(Refusal {
            what: format!(
                "logs in as `postgres`, which has no password in container `{}`",
                place.container.name
            ),
            why: format!(
                "`{}` sets `{set}` for the user `{own}`, and no password of `postgres`",
                place.pods.file
            ),
            help: format!(
                "write `user {own}` and `secret PATH`, or set `POSTGRESQL_POSTGRES_PASSWORD`"
            ),
            of_secret: false,
        });
    }
    let lacks = one.hook.secret.is_none() && place.lacks(&OF_POSTGRES);
    lacks.then(|| without_password(one, user, set))
}

fn mysql(one: &HookPlace<'_>) -> Option<Refusal> {
    let place = &one.place;
    let user = user(one, "root");
    let names = ["MYSQL_USER", "MARIADB_USER"];
    let ordinary = names
        .into_iter()
        .find(|name| place.variable(name) == Known::Text(user));
    if let Some(variable) = ordinary.filter(|_| one.purpose == Purpose::Quiesce && user != "root") {
        return Some(Refusal {
            what: format!("makes the server read-only as `{user}`, who may not"),
            why: format!(
                "`{}` sets `{variable}`, which creates a user with rights on one database",
                place.pods.file
            ),
            help: "remove `user`, and write `secret PATH` with the password of `root`".to_owned(),
            of_secret: false,
        });
    }
    if one.hook.secret.is_some() || !place.lacks(&["MYSQL_PWD"]) || configures_client(place) {
        return None;
    }
    let of_root = [
        "MYSQL_ROOT_PASSWORD",
        "MYSQL_ROOT_PASSWORD_FILE",
        "MARIADB_ROOT_PASSWORD",
        "MARIADB_ROOT_PASSWORD_FILE",
        "MARIADB_ROOT_PASSWORD_HASH",
        "MYSQL_RANDOM_ROOT_PASSWORD",
        "MARIADB_RANDOM_ROOT_PASSWORD",
    ];
    let set = match user {
        "root" => place.first(&of_root)?,
        _ => ordinary?,
    };
    Some(without_password(one, user, set))
}

fn mongodb(one: &HookPlace<'_>) -> Option<Refusal> {
    let place = &one.place;
    let words = &place.container.words;
    let flag = words.iter().find(|word| {
        let mut parts = word.split_whitespace();
        parts.any(|part| part == "--auth" || part.starts_with("--keyFile"))
    });
    let variables = [
        "MONGO_INITDB_ROOT_USERNAME",
        "MONGO_INITDB_ROOT_USERNAME_FILE",
        "MONGODB_ROOT_PASSWORD",
        "MONGODB_ROOT_PASSWORD_FILE",
    ];
    let why = match (place.first(&variables), flag) {
        (Some(variable), _) => format!(
            "`{}` sets `{variable}`, so that the server asks for it",
            place.pods.file
        ),
        (None, Some(_)) => format!(
            "`{}` starts the server with authentication",
            place.pods.file
        ),
        (None, None) => return None,
    };
    Some(Refusal {
        what: format!("logs in without a user, and the server in container `{}` asks for one", place.container.name),
        why,
        help: "write a `hook` of your own, whose command passes the user and the password of the container to `mongosh`".to_owned(),
        of_secret: false,
    })
}

fn redis(one: &HookPlace<'_>) -> Option<Refusal> {
    let place = &one.place;
    if one.hook.secret.is_some() || !place.lacks(&["REDISCLI_AUTH"]) {
        return None;
    }
    let words = &place.container.words;
    let flag = words.iter().any(|word| word.contains("requirepass"));
    let variables = [
        "REDIS_PASSWORD",
        "REDIS_PASSWORD_FILE",
        "VALKEY_PASSWORD",
        "VALKEY_PASSWORD_FILE",
    ];
    let variable = place
        .first(&variables)
        .filter(|_| place.container.is_of_bitnami());
    let more = match place.variable("REDIS_ARGS") {
        Known::Text(text) => text.contains("requirepass").then_some("REDIS_ARGS"),
        Known::There | Known::Not | Known::Open => None,
    };
    let set = variable.or(more).or(flag.then_some("requirepass"))?;
    Some(without_password(one, "default", set))
}

fn without_password(one: &HookPlace<'_>, user: &str, set: &str) -> Refusal {
    let place = &one.place;
    Refusal {
        what: format!("logs in without a password, and `{user}` has one in container `{}`", place.container.name),
        why: format!("`{}` sets `{set}`", place.pods.file),
        help: "write `secret PATH` with a file in the container that holds the password, from a mounted Secret".to_owned(),
        of_secret: false,
    }
}

fn mounts(place: &Environment<'_>, path: &str) -> bool {
    let mut mounts = place.container.mounts.iter();
    mounts
        .any(|mount| mount.path.trim_end_matches('/').starts_with(path) || mount.path.contains('$'))
}

/// Whether a file may tell the client of MySQL its password.
fn configures_client(place: &Environment<'_>) -> bool {
    let mut mounts = place.container.mounts.iter();
    mounts
        .any(|mount| mount.path.ends_with(".my.cnf") || mount.path.trim_end_matches('/') == "/root")
}
