//! The data of a stage: nodes, loads, stores and other recoveries in a simulation of its own, in which data movers are
//! spread evenly and in any order, and the pods of files are anywhere. Nothing takes longer than is computed.

use crate::support::harness::compile;
use crate::support::rng::Rng;

const MIB: f64 = (1_u64 << 20) as f64;

#[derive(Debug, Clone)]
struct Volume {
    set: usize,
    store: usize,
    gib: u64,
    files: bool,
}

#[derive(Debug)]
struct World {
    nodes: usize,
    loads: usize,
    write: f64,
    downloads: Vec<f64>,
    sets: usize,
    volumes: Vec<Volume>,
}

fn world(rng: &mut Rng) -> World {
    let stores = 1 + rng.below(2) as usize;
    let sets = 1 + rng.below(3) as usize;
    let kinds: Vec<(usize, bool)> = (0..sets)
        .map(|_| (rng.below(stores as u64) as usize, rng.one_in(3)))
        .collect();
    let volumes = (0..1 + rng.below(8)).map(|_| {
        let set = rng.below(sets as u64) as usize;
        let most = if rng.one_in(3) { 2_000 } else { 100 };
        Volume {
            set,
            store: kinds[set].0,
            gib: 1 + rng.below(most),
            files: kinds[set].1,
        }
    });
    let volumes = volumes.collect();
    World {
        nodes: 1 + rng.below(4) as usize,
        loads: 1 + rng.below(2) as usize,
        write: (20 + rng.below(400)) as f64,
        downloads: (0..stores).map(|_| (20 + rng.below(800)) as f64).collect(),
        sets,
        volumes,
    }
}

/// The plan, in which `keep` tells the sets apart.
fn text(world: &World) -> String {
    let mut text = format!(
        "plan p\ncluster prod {{ region r }}\ncluster dr {{ recovers prod; brings velero; region q; nodes {}; node-agent-load {}; write {}MiB/s }}\n",
        world.nodes, world.loads, world.write
    );
    for (at, download) in world.downloads.iter().enumerate() {
        text += &format!(
            "store s{at} {{ s3 b{at} {{ region q; prefix velero }}; download {download}MiB/s }}\n"
        );
    }
    text += "tier t { rpo 90d; keep 400d }\n";
    for (at, volume) in world.volumes.iter().enumerate() {
        let how = if volume.files {
            "file-backup"
        } else {
            "snapshot"
        };
        text += &format!(
            "namespace n{at} {{ tier t; store s{}; keep {}d; workload deployment/db {{ recover {how}; volume data {{ size {}Gi }} }} }}\n",
            volume.store,
            400 + volume.set,
            volume.gib
        );
    }
    text
}

struct Job {
    node: usize,
    store: usize,
    setup: f64,
    left: f64,
}

/// One recovery of the stage.
fn one(world: &World, rng: &mut Rng) -> f64 {
    let mut movers: Vec<usize> = (0..world.volumes.len())
        .filter(|at| !world.volumes[*at].files)
        .collect();
    for at in (1..movers.len()).rev() {
        movers.swap(at, rng.below(at as u64 + 1) as usize);
    }
    let mut node = vec![0; world.volumes.len()];
    for (place, at) in movers.iter().enumerate() {
        node[*at] = place % world.nodes;
    }
    for (at, volume) in world.volumes.iter().enumerate() {
        if volume.files {
            node[at] = rng.below(world.nodes as u64) as usize;
        }
    }
    let mut sets: Vec<usize> = (0..world.sets)
        .filter(|set| world.volumes.iter().any(|volume| volume.set == *set))
        .collect();
    sets.reverse();
    let (mut now, mut objects) = (0.0_f64, Some(30.0_f64));
    let mut current = sets.pop();
    let (mut queued, mut running): (Vec<usize>, Vec<(usize, Job)>) = (Vec::new(), Vec::new());
    loop {
        // Velero's one worker.
        if objects.is_none()
            && let Some(set) = current
        {
            let of_set = |at: &usize| world.volumes[*at].set == set && world.volumes[*at].files;
            if !queued.iter().any(of_set) && !running.iter().any(|(at, _)| of_set(at)) {
                current = sets.pop();
                objects = current.map(|_| now + 30.0);
            }
        }
        queued.sort_by_key(|_| rng.below(1_000));
        let mut left = Vec::new();
        for at in queued.drain(..) {
            let busy = running
                .iter()
                .filter(|(_, job)| job.node == node[at])
                .count();
            if busy < world.loads {
                let volume = &world.volumes[at];
                let job = Job {
                    node: node[at],
                    store: volume.store,
                    setup: if volume.files { 60.0 } else { 120.0 },
                    left: volume.gib as f64 * 1024.0 * MIB,
                };
                running.push((at, job));
            } else {
                left.push(at);
            }
        }
        queued = left;
        // What each moves: a share of its node's rate and a fair share of its store.
        let mut rates = vec![0.0; running.len()];
        for (store, download) in world.downloads.iter().enumerate() {
            let mut moving: Vec<(f64, usize)> = running
                .iter()
                .enumerate()
                .filter(|(_, (_, job))| job.store == store && job.setup <= 0.0)
                .map(|(at, (_, job))| {
                    let beside = running
                        .iter()
                        .filter(|(_, other)| other.node == job.node && other.setup <= 0.0);
                    (world.write * MIB / beside.count() as f64, at)
                })
                .collect();
            moving.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (mut rest, mut many) = (download * MIB, moving.len() as f64);
            for (cap, at) in moving {
                rates[at] = cap.min(rest / many);
                rest -= rates[at];
                many -= 1.0;
            }
        }
        let ends = running.iter().zip(&rates).map(|((_, job), rate)| {
            if job.setup > 0.0 {
                job.setup
            } else {
                job.left / rate
            }
        });
        let next = ends
            .chain(objects.map(|at| at - now))
            .fold(f64::INFINITY, f64::min);
        if next.is_infinite() {
            return now;
        }
        now += next;
        for ((_, job), rate) in running.iter_mut().zip(&rates) {
            if job.setup > 0.0 {
                job.setup -= next;
                if job.setup < 1e-6 {
                    job.setup = 0.0;
                }
            } else {
                job.left -= next * rate;
            }
        }
        running.retain(|(_, job)| job.setup > 0.0 || job.left > 1.0);
        if objects.is_some_and(|at| at - now < 1e-6) {
            objects = None;
            let set = current.unwrap();
            queued.extend((0..world.volumes.len()).filter(|at| world.volumes[*at].set == set));
        }
    }
}

#[test]
fn no_placement_is_slower_than_computed() {
    let mut rng = Rng::new(7);
    let mut ratios = Vec::new();
    for round in 0..400 {
        let world = world(&mut rng);
        let text = text(&world);
        let done = compile(&[("p.drplan".to_owned(), text.clone())]);
        let analysis = done.analysis.as_ref().unwrap();
        let nodes = analysis.recoveries()[0].nodes.iter();
        let claimed: u64 = nodes
            .filter(|node| node.what == "restores")
            .map(|node| node.time.get())
            .sum();
        let worst = (0..40).map(|_| one(&world, &mut rng)).fold(0.0, f64::max);
        assert!(
            worst <= claimed as f64 + 0.01,
            "round {round}: {worst} of {claimed}\n{text}\n{world:?}"
        );
        ratios.push((worst * 1000.0) as u64 / claimed);
    }
    ratios.sort_unstable();
    let (few, median) = (ratios[ratios.len() / 10], ratios[ratios.len() / 2]);
    assert!(
        median >= 900,
        "the median is {median}, one in ten below {few}"
    );
}
