//! Transfers that share what is between them: the disks of a node, the link of a store. What is shared
//! is divided evenly among those that still need it; a transfer ends when nothing of it is left.

/// One transfer: bytes that are left on each of its resources.
#[derive(Clone, Debug)]
pub struct Flow {
    pub id: usize,
    left: Vec<(usize, f64)>,
}

/// Resources with their rates, and the transfers on them.
#[derive(Clone, Debug, Default)]
pub struct Fluid {
    rates: Vec<f64>,
    flows: Vec<Flow>,
}

impl Fluid {
    /// A resource that moves so many bytes a second.
    pub fn resource(&mut self, rate: f64) -> usize {
        self.rates.push(rate);
        self.rates.len() - 1
    }

    pub fn begin(&mut self, id: usize, left: Vec<(usize, f64)>) {
        self.flows.push(Flow { id, left });
    }

    pub fn stop(&mut self, id: usize) {
        self.flows.retain(|flow| flow.id != id);
    }

    fn shares(&self) -> Vec<f64> {
        let mut users = vec![0.0; self.rates.len()];
        for flow in &self.flows {
            for (resource, _) in &flow.left {
                users[*resource] += 1.0;
            }
        }
        self.rates
            .iter()
            .zip(users)
            .map(|(rate, users): (&f64, f64)| rate / users.max(1.0))
            .collect()
    }

    /// The time until something ends.
    pub fn next(&self) -> Option<f64> {
        let shares = self.shares();
        let times = self.flows.iter().flat_map(|flow| {
            let empty = flow.left.is_empty().then_some(0.0);
            let left = flow.left.iter();
            let times = left.map(|(resource, bytes)| (bytes / shares[*resource]).max(0.0));
            empty.into_iter().chain(times).collect::<Vec<f64>>()
        });
        times.min_by(f64::total_cmp)
    }

    /// Moves time on, and returns the transfers that end.
    pub fn advance(&mut self, time: f64) -> Vec<usize> {
        let shares = self.shares();
        for flow in &mut self.flows {
            for (resource, bytes) in &mut flow.left {
                *bytes -= shares[*resource] * time;
            }
            // What takes less than a microsecond is done: it is the rounding of the steps before.
            flow.left
                .retain(|(resource, bytes)| *bytes > shares[*resource] * 1e-6);
        }
        let ended = self.flows.iter().filter(|flow| flow.left.is_empty());
        let ended = ended.map(|flow| flow.id).collect();
        self.flows.retain(|flow| !flow.left.is_empty());
        ended
    }
}

#[test]
fn two_transfers_share_and_the_last_has_all() {
    let mut fluid = Fluid::default();
    let link = fluid.resource(10.0);
    fluid.begin(1, vec![(link, 100.0)]);
    fluid.begin(2, vec![(link, 50.0)]);
    assert!((fluid.next().unwrap() - 10.0).abs() < 1e-9);
    assert_eq!(fluid.advance(10.0), [2]);
    assert!((fluid.next().unwrap() - 5.0).abs() < 1e-9);
}
