#!/usr/bin/env bash
# Writes a repository with applications whose manifests `check` holds against the plan, and times it.
#   bench/apps.sh [APPLICATIONS] [ROUNDS]                       times the release binary
#   bench/apps.sh --write DIRECTORY [APPLICATIONS [MANIFESTS]]  only writes the repository
# An application has four manifests, or the first two: a StatefulSet with a claim, a Service, a ConfigMap and a Secret
# that comes from a store of secrets, beside the kustomization.yaml that names them. They live on four
# clusters, each of which has a cluster that recovers it.
set -euo pipefail
cd "$(dirname "$0")/.."

write() {
  local root=$1 count=$2 manifests=$3 app
  mkdir -p "$root/dr"
  git init --quiet "$root"
  {
    cat <<'PLAN'
plan apps { velero 1.18.3; flux 2.9; allow store-shared "four primaries of one bench" until 2099-01-01 }

store main { s3 backups { region us-east-1 }; replica copies { region us-west-2 } }

tier usual { rpo 48h; keep 30d; recover file-backup }
PLAN
    for home in 0 1 2 3; do
      printf '\ncluster prod-%d { region us-east-1; concurrent-backups 50 }\n' "$home"
      printf '\ncluster dr-%d { recovers prod-%d; region us-west-2 }\n' "$home" "$home"
    done
    for ((app = 0; app < count; app++)); do
      printf '\nnamespace app-%d {\n  tier usual\n  in prod-%d\n  apps apps/app-%d\n' "$app" $((app % 4)) "$app"
      printf '  workload statefulset/app-%d { volume data { size 1Gi } }\n}\n' "$app"
    done
  } >"$root/dr/apps.drplan"
  for ((app = 0; app < count; app++)); do
    one "$root" "app-$app" "prod-$((app % 4))" "$manifests"
  done
}

one() {
  local root=$1 name=$2 home=$3 manifests=$4
  local at=$root/apps/$name
  mkdir -p "$at" "$root/clusters/$home"
  cat >"$root/clusters/$home/$name.yaml" <<FLUX
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: $name, namespace: flux-system }
spec:
  interval: 10m
  path: ./apps/$name
  prune: true
  sourceRef: { kind: GitRepository, name: flux-system }
FLUX
  cat >"$at/kustomization.yaml" <<KUSTOMIZATION
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: $name
resources:
$(printf '  - %s.yaml\n' statefulset service configmap secret | head -n "$manifests")
KUSTOMIZATION
  cat >"$at/statefulset.yaml" <<SET
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: $name
  labels: { app: $name }
spec:
  serviceName: $name
  replicas: 1
  selector:
    matchLabels: { app: $name }
  template:
    metadata:
      labels: { app: $name }
    spec:
      containers:
        - name: main
          image: registry.example/$name:1.0
          ports:
            - { name: http, containerPort: 8080 }
          envFrom:
            - configMapRef: { name: $name }
            - secretRef: { name: $name }
          volumeMounts:
            - { name: data, mountPath: /data }
          resources:
            requests: { cpu: 100m, memory: 128Mi }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec:
        accessModes: [ReadWriteOnce]
        resources:
          requests: { storage: 1Gi }
SET
  cat >"$at/service.yaml" <<SERVICE
apiVersion: v1
kind: Service
metadata: { name: $name }
spec:
  selector: { app: $name }
  ports:
    - { name: http, port: 80, targetPort: http }
SERVICE
  [ "$manifests" -gt 2 ] || return 0
  cat >"$at/configmap.yaml" <<CONFIG
apiVersion: v1
kind: ConfigMap
metadata: { name: $name }
data:
  LOG_LEVEL: info
  settings.yaml: |
    listen: 0.0.0.0:8080
    features:
      - one
      - two
CONFIG
  cat >"$at/secret.yaml" <<SECRET
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: $name }
spec:
  refreshInterval: 1h
  secretStoreRef: { kind: ClusterSecretStore, name: vault }
  target: { name: $name }
  dataFrom:
    - extract: { key: apps/$name }
SECRET
}

if [ "${1:-}" = --write ]; then
  mkdir -p "$2"
  write "$2" "${3:-1000}" "${4:-4}"
  exit
fi

count=${1:-1000} rounds=${2:-10}
cargo build --release --quiet
drplan=$PWD/target/release/drplan
. bench/common.sh
write "$work" "$count" 4

TIMEFORMAT='%U %R'
for _ in $(seq "$rounds"); do
  { time "$drplan" -C "$work" check >/dev/null 2>&1 || true; } 2>>"$work/times"
done
echo "check of $count applications with $((count * 4)) manifests, medians of $rounds rounds on $memory"
echo "  user $(cut -d' ' -f1 "$work/times" | median) s, whole $(cut -d' ' -f2 "$work/times" | median) s"
