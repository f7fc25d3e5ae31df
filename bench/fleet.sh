#!/usr/bin/env bash
# Times the binary on the fleet: check, first build, second build, start-up, beside `cp -r` of the
# same output in the same run. On a memory file system, since on a disk one measures the disk.
#   bench/fleet.sh [NAMESPACES] [CLUSTERS] [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
namespaces=${1:-1000} clusters=${2:-4} rounds=${3:-11}
cargo build --release --quiet
cargo build --release --quiet --example fleet
drplan=$PWD/target/release/drplan
. bench/common.sh
target/release/examples/fleet "$namespaces" "$clusters" "$work/plan" >/dev/null

time_of() { local start; start=$(now); "$@" >/dev/null 2>&1; echo $((($(now) - start) / 1000)); }

for _ in $(seq "$rounds"); do
  rm -rf "$work/out" "$work/copy"
  mkdir "$work/out"
  time_of "$drplan" version >>"$work/version"
  time_of "$drplan" check "$work/plan" >>"$work/check"
  time_of "$drplan" build "$work/plan" --out "$work/out" >>"$work/first"
  time_of "$drplan" build "$work/plan" --out "$work/out" >>"$work/second"
  time_of cp -r "$work/out" "$work/copy" >>"$work/cp"
done
files=$(find "$work/out" -type f | wc -l)
echo "$namespaces namespaces on $clusters clusters: $files files, medians of $rounds rounds on $memory"
for what in version check first second cp; do
  echo "$what $(median <"$work/$what")" >>"$work/all"
done
awk '{ v[$1] = $2; printf "  %-8s %9.1f ms\n", $1, $2 / 1000 }
  END { printf "  first build over check + 1.5 cp: %.2f\n", v["first"] / (v["check"] + 1.5 * v["cp"])
        printf "  second build over first: %.2f\n", v["second"] / v["first"] }' "$work/all"
