# The commands of CONTRIBUTING.md. `just` alone lists them.

_default:
    @just --list

# Everything that must hold before a change is merged.
check:
    .ci/run

# All tests.
test *args:
    cargo test --locked {{ args }}

# Writes the snapshots and the names of new Schedules; read the diff before you commit it.
accept:
    INSTA_UPDATE=always UPDATE_SCHEDULES=1 cargo test --locked
    git diff --stat snapshots

# Writes docs/language.md and the pictures of the README from the sources.
docs:
    UPDATE_DOCS=1 cargo test --locked docs

# Starts a rule: just new-rule guarantees my-finding
new-rule family name:
    tests/new rule {{ family }} {{ name }}

# Starts a recipe: just new-recipe my-engine
new-recipe engine:
    tests/new recipe {{ engine }}

# Times the binary on the fleet, beside `cp -r`, and on a repository of applications.
bench:
    bench/fleet.sh
    bench/apps.sh

# Takes the full numbers of plans, strings, kills and builds at once; some minutes.
full:
    DRPLAN_PLANS=20000 DRPLAN_STRINGS=10000 DRPLAN_KILLS=300 DRPLAN_RACES=200 cargo test --locked --test it -- --nocapture invariants yaml kills

# Lets a simulated Velero, node-agent and Flux loose on so many random plans.
adversary plans="20000":
    DRPLAN_ADVERSARY={{ plans }} cargo test --locked --release --test it adversary -- --nocapture --test-threads=1

# Recovers clusters on real controllers; see tests/lab/README.md.
lab *args:
    tests/lab/run controllers {{ args }}

# The arithmetic is broken on purpose, one rule at a time; the adversary must find each.
mutations *names:
    tests/mutations/run {{ names }}
