#!/usr/bin/env bash
# Times the reading of repositories, and its memory, beside `cp -r` in the same run:
#   bench/repository.sh [ROUNDS]
# 1. 1,000 applications with two manifests each, all of them read: `check` and the first `build` beside `cp -r` of the output.
# 2. 10,000 files: 2,000 applications with their kustomization.yaml and four manifests each.
# 3. 2,000 files with 700 Kustomizations: nested as in a repository of a home cluster.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-11}
if [ -z "${DRPLAN:-}" ]; then
  cargo build --release --quiet
  DRPLAN=$PWD/target/release/drplan
fi
. bench/common.sh

time_of() { local start; start=$(now); "$@" >/dev/null 2>&1 || true; echo $((($(now) - start) / 1000)); }
peak() { /usr/bin/time -f %M "$@" 2>&1 >/dev/null | tail -n 1; }

# A namespace has a kustomization.yaml and ks.yaml files, each with a folder of two files.
nested() {
  local root=$1 count=$2 app space at
  mkdir -p "$root/clusters/prod"
  git init --quiet "$root"
  cat >"$root/home.drplan" <<'PLAN'
plan home { velero 1.18.3; flux 2.9 }

store main { s3 backups { region us-east-1 }; replica copies { region us-west-2 } }

tier usual { rpo 48h; keep 30d; recover file-backup }

cluster prod { region us-east-1 }

cluster dr { recovers prod; region us-west-2 }

namespace space-0 { tier usual; apps apps/space-0; workload statefulset/app-0 { volume data { size 1Gi } } }
PLAN
  cat >"$root/clusters/prod/apps.yaml" <<'FLUX'
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec:
  interval: 10m
  path: ./apps
  prune: true
  sourceRef: { kind: GitRepository, name: flux-system }
  patches:
    - target: { group: kustomize.toolkit.fluxcd.io, kind: Kustomization }
      patch: |
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: { name: any }
        spec: { timeout: 5m }
FLUX
  for ((app = 0; app < count; app++)); do
    space=space-$((app / 20)) at=$root/apps/space-$((app / 20))/app-$app/app
    mkdir -p "$at"
    if [ ! -e "$root/apps/$space/kustomization.yaml" ]; then
      printf 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: %s\nresources:\n' "$space" >"$root/apps/$space/kustomization.yaml"
    fi
    printf '  - app-%d/ks.yaml\n' "$app" >>"$root/apps/$space/kustomization.yaml"
    cat >"$root/apps/$space/app-$app/ks.yaml" <<FLUX
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: app-$app }
spec:
  interval: 1h
  path: ./apps/$space/app-$app/app
  prune: true
  targetNamespace: $space
  sourceRef: { kind: GitRepository, name: flux-system, namespace: flux-system }
  postBuild:
    substitute: { APP: app-$app }
FLUX
    printf 'resources: [set.yaml]\n' >"$at/kustomization.yaml"
    cat >"$at/set.yaml" <<'SET'
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: "${APP}" }
spec:
  serviceName: "${APP}"
  selector:
    matchLabels: { app: "${APP}" }
  template:
    metadata:
      labels: { app: "${APP}" }
    spec:
      containers:
        - name: main
          image: registry.example/app:1.0
          volumeMounts: [{ name: data, mountPath: /data }]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec:
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 1Gi } }
SET
  done
}

bench/apps.sh --write "$work/fleet" 1000 2
bench/apps.sh --write "$work/many" 2000
nested "$work/nested" 700
for _ in $(seq "$rounds"); do
  rm -rf "$work/out" "$work/copy"
  mkdir "$work/out"
  time_of "$DRPLAN" -C "$work/fleet" check >>"$work/check"
  time_of "$DRPLAN" -C "$work/fleet" build --out "$work/out" >>"$work/build"
  time_of cp -r "$work/out" "$work/copy" >>"$work/cp"
  time_of "$DRPLAN" -C "$work/many" check >>"$work/many-time"
  time_of "$DRPLAN" -C "$work/nested" check >>"$work/nested-time"
done
of() { awk -v v="$(median <"$work/$1")" 'BEGIN { printf "%.0f ms", v / 1000 }'; }
over() { awk -v a="$(median <"$work/$1")" -v b="$(median <"$work/cp")" 'BEGIN { printf "%.2f", a / b }'; }
echo "medians of $rounds rounds on $memory"
echo "  1,000 namespaces with two manifests each, $(find "$work/out" -type f | wc -l) files of output: cp -r $(of cp)"
echo "    check $(of check), $(over check) of cp -r; first build $(of build), $(over build) of cp -r"
for what in many nested; do
  echo "  $what: $(find "$work/$what" -name '*.yaml' | wc -l) files: check $(of "$what-time"), peak $(peak "$DRPLAN" -C "$work/$what" check) KiB"
done
