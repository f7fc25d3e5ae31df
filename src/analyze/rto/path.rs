//! The terms that lead to the recovery of a namespace, one after another.

use super::{Recovery, times};
use crate::analyze::breakdown::{Breakdown, Input, Term, TermKind};
use crate::analyze::effective::MemberId;
use crate::analyze::quantities::Seconds;

impl Recovery {
    /// The spread of volumes over nodes that the stages which are waited for assume.
    fn spread(&self) -> Option<Input> {
        let mut inputs = self.nodes.iter().flat_map(|node| &node.inputs);
        let spread = inputs.find(|input| input.quantity.name() == times::SPREAD);
        spread.cloned()
    }

    /// The terms that lead to it, one after another.
    pub fn path(&self, member: MemberId) -> Option<Breakdown> {
        let last = self.last.get(&member)?;
        let mut sum = self.before.clone();
        for node in self
            .chain(Some(last.stage))
            .iter()
            .filter_map(|at| self.nodes.get(*at))
        {
            let between = node.edge.plus(node.waited);
            let how = if node.waited > Seconds::ZERO {
                format!(
                    "{} {}, and {} for a free worker",
                    self.edge.how, node.edge, node.waited
                )
            } else {
                self.edge.how.to_owned()
            };
            let inputs = if node.waited > Seconds::ZERO {
                let mut inputs = self.beside.inputs();
                inputs.extend(self.spread());
                inputs
            } else {
                Vec::new()
            };
            sum.push(TermKind::Edge, between, how, inputs);
            if node.time > Seconds::ZERO {
                sum.terms.push(Term {
                    kind: TermKind::Stage,
                    value: node.time,
                    how: format!("{}: {}", node.name, node.how),
                    inputs: node.inputs.clone(),
                });
            }
        }
        sum.terms.extend(last.terms());
        Some(sum)
    }
}
