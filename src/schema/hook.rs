//! `hook`: a recipe that the author writes.

use super::block::{Arg, BlockSpec, Row};
use super::types::Ty;

pub(super) static HOOK: BlockSpec = BlockSpec {
    name: "hook",
    doc: "A recipe that you write, with the same facts that built-in recipes have.",
    example: "hook drain-queue {\n  param queue \"orders\"\n  holds nothing\n  safe snapshot, file-backup\n  pre { container app; command \"/bin/drain\", \"--queue\", \"%{queue}\" }\n}\n",
    parameters: false,
    rows: &[
        Row::new(
            "param",
            &[Arg::single("NAME", Ty::Name), Arg::optional("DEFAULT", Ty::Free)],
            "A parameter; `%{NAME}` in the strings of this block.",
        )
        .many(),
        Row::new(
            "holds",
            &[Arg::single("WHAT", Ty::Choice(&["nothing", "server-state", "session-lock"]))],
            "What is held from `pre` to `post`: nothing, a state of the server, or a lock that ends with its session.",
        )
        .required(),
        Row::new(
            "safe",
            &[Arg::list("METHOD", Ty::Choice(&["snapshot", "file-backup"]))],
            "The kinds of copy that it makes consistent.",
        )
        .required(),
        Row::new("pre", &[], "What runs before the copy.").required().holds(&STEP),
        Row::new("post", &[], "What runs after it.").holds(&STEP),
    ],
};

static STEP: BlockSpec = BlockSpec {
    name: "step",
    doc: "One command in one container.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "container",
            &[Arg::single("CONTAINER", Ty::Text)],
            "The container in which it runs.",
        )
        .required(),
        Row::new(
            "command",
            &[Arg::list("ARG", Ty::Argument)],
            "Program and arguments. There is no shell unless it is the program.",
        )
        .required(),
        Row::new(
            "timeout",
            &[Arg::single("DURATION", Ty::Duration)],
            "How long it may take.",
        )
        .or("30s"),
        Row::new(
            "on-error",
            &[Arg::single("WHAT", Ty::Choice(&["fail", "continue"]))],
            "Whether the pod is left out when the command fails. In both cases the run is not a recovery point.",
        )
        .or("fail if nothing is held, else continue, so that post runs"),
    ],
};
