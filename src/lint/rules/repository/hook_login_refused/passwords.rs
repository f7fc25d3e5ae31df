//! The file of a `secret`, where the container does not have it.

use super::Refusal;
use crate::lint::walk::hook_places::HookPlace;
use crate::lint::walk::variables::File;

/// Why the password of a hook cannot be read; `None` where it may be.
pub(super) fn unreadable(one: &HookPlace<'_>) -> Option<Refusal> {
    let path = &*one.hook.secret.as_ref()?.value;
    if !path.starts_with('/') {
        return None;
    }
    let container = &one.place.container.name;
    let file = &one.place.pods.file;
    let (why, help) = match one.place.file(path) {
        File::Open => return None,
        File::InNoMount => (
            format!("no volume that `{file}` mounts in `{container}` contains the path"),
            format!(
                "mount the Secret with the password in `{container}`, and write `secret PATH` with its file"
            ),
        ),
        File::NotHeld(files) => (
            format!(
                "`{file}` mounts {} `{}` there, which does not have it",
                files.holder.kind(),
                files.name
            ),
            "write `secret PATH` with the directory of the mount and a key of the Secret"
                .to_owned(),
        ),
    };
    Some(Refusal {
        what: format!("cannot read its password: container `{container}` has no file `{path}`"),
        why,
        help,
        of_secret: true,
    })
}
