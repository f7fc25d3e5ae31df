//! How long the Restores of a side take.

use super::{RecoverySide, Restored};
use crate::analyze::backup::cost::LARGE;
use crate::analyze::backup::restore::{self, Around, RestoreTime};
use crate::analyze::quantities::Seconds;
use crate::model::Tier;
use crate::model::value::Size;

impl RecoverySide {
    /// How long the Restores of a tier take, with this for volumes without a known size.
    pub fn restore_time(&self, tier: &Tier, size: Size) -> RestoreTime {
        self.restore_around(tier, self.around(tier, size), size)
    }

    /// The same where nothing else reads the stores, and nothing else is written.
    pub(in crate::analyze) fn restore_alone(&self, tier: &Tier, size: Size) -> RestoreTime {
        self.restore_around(tier, Around::default(), size)
    }

    /// The same where only nothing else is written.
    pub(in crate::analyze) fn restore_without_fetches(
        &self,
        tier: &Tier,
        size: Size,
    ) -> RestoreTime {
        let sharing = Some(&self.sharing);
        let written = restore::Written::default();
        self.restore_around(tier, Around { sharing, written }, size)
    }

    fn restore_around(&self, tier: &Tier, around: Around<'_>, size: Size) -> RestoreTime {
        let own = self.restores.iter().filter(|one| one.tier.id == tier.id);
        restore::together(own.map(Restored::part), &self.cluster, around, size)
    }

    /// What else is done while the Restores of a tier are.
    pub(super) fn around(&self, tier: &Tier, size: Size) -> Around<'_> {
        Around {
            sharing: Some(&self.sharing),
            written: self.writing.beside_tier(tier.id, size),
        }
    }

    /// The same with everything on one node, and large volumes where a size is not known: what a time-out must bear.
    pub(in crate::analyze) fn on_one_node(&self, tier: &Tier) -> Seconds {
        let own = self.restores.iter().filter(|one| one.tier.id == tier.id);
        let parts = own.map(Restored::part);
        restore::on_one_node(parts, &self.cluster, self.around(tier, LARGE), LARGE)
    }
}
