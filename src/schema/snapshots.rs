//! `snapshots`: a CSI driver and its class.

use super::block::{Arg, BlockSpec, Row};
use super::types::Ty;

/// `lives` of a `snapshots` block.
pub const LIVES: Row = Row::new(
    "lives",
    &[Arg::single("SCOPE", Ty::Choice(&["volume", "cluster", "zone", "region"]))],
    "The smallest loss that takes the snapshots with it: a snapshot on disks of the cluster is lost with the cluster, one that a cloud keeps is lost with the region. Where a promise is for such a loss, the data is moved to the store.",
)
.or("that of the driver, else `cluster`");

pub(super) static SNAPSHOTS: BlockSpec = BlockSpec {
    name: "snapshots",
    doc: "A VolumeSnapshotClass with the label of Velero. Without this block `recover snapshot` uses the class that has this label on the cluster.",
    example: "snapshots ebs { driver ebs.csi.aws.com }\n",
    parameters: false,
    rows: &[
        Row::new(
            "driver",
            &[Arg::single("DRIVER", Ty::Text)],
            "The CSI driver.",
        )
        .required(),
        LIVES,
        Row::new(
            "class",
            &[Arg::single("NAME", Ty::Name)],
            "The name of the VolumeSnapshotClass.",
        )
        .or("the name of the block"),
        Row::new(
            "deletion",
            &[Arg::single("POLICY", Ty::Choice(&["retain", "delete"]))],
            "What happens to a snapshot when its object is deleted.",
        )
        .or("retain"),
        Row::new(
            "parameters",
            &[Arg::list("PARAMETER", Ty::KeyValue)],
            "Parameters of the driver.",
        ),
    ],
};
