//! `snapshots`: a CSI driver and its class.

use super::block::{Arg, BlockSpec, Row};
use super::types::Ty;

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
