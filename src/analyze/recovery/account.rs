//! The account that the stages of a side act as.

use super::{InGit, RecoverySide, Stage};

impl RecoverySide {
    /// The ServiceAccount that a stage acts as: that of its path, else that of the cluster.
    pub fn account<'s>(&'s self, stage: &'s Stage) -> Option<&'s str> {
        let of_members = || {
            let mut apps = stage
                .kind
                .members()
                .filter_map(|one| one.block.apps.as_ref());
            apps.find_map(|apps| apps.service_account.as_ref())
        };
        let own = stage.kind.in_git().and_then(|of| match of {
            InGit::Platform(platform) => platform.service_account.as_ref(),
            InGit::Apps(_) => of_members(),
        });
        let account = own.or(self.cluster.service_account.as_ref());
        account.map(|account| account.value.as_str())
    }
}
