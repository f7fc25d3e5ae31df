set -eu
namespace=$1 name=$2 labels=$3
shift 3
at=/var/run/secrets/kubernetes.io/serviceaccount
api=https://kubernetes.default.svc
ask() {
  curl --fail --silent --show-error --max-time 30 --cacert "$at/ca.crt" \
    --header "Authorization: Bearer $(cat "$at/token")" "$@"
}
field() {
  printf '%s\n' "$2" | sed -n 's/.*"'"$1"'": *"\([^"]*\)".*/\1/p' | head -n 1
}
seconds() {
  set -- $(printf '%s' "$1" | tr 'TZ:-' '    ')
  y=$1 m=${2#0} d=${3#0} h=${4#0} i=${5#0} s=${6#0}
  if [ "$m" -le 2 ]; then y=$((y - 1)) m=$((m + 12)); fi
  days=$((365 * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 + d))
  echo $((((days * 24 + h) * 60 + i) * 60 + s))
}
data=
for one in "$@"; do
  key=${one%%|*} one=${one#*|}
  object=$(ask "$api/apis/velero.io/v1/namespaces/$namespace/restores/${one%%|*}")
  backup=$(field backupName "$object") began=$(field startTimestamp "$object")
  object=$(ask "$api/apis/velero.io/v1/namespaces/$namespace/backups/$backup")
  from=$(field startTimestamp "$object")
  [ -n "$backup" ] && [ -n "$began" ] && [ -n "$from" ] || exit 1
  age=$(($(seconds "$began") - $(seconds "$from")))
  told="backup $backup of $from was ${age}s old when its Restore began at $began"
  for promise in ${one#*|}; do
    least=$((age - ${promise#*=}))
    if [ "$least" -le 0 ]; then
      told="$told; loss of the ${promise%%=*}: the promise is kept"
    else
      told="$told; loss of the ${promise%%=*}: OLDER than promised, unless it was ${least}s or more before that"
    fi
  done
  printf '%s: %s\n' "$key" "$told"
  data="$data${data:+,}\"$key\":\"$told\""
done
ask --request PATCH --header 'Content-Type: application/apply-patch+yaml' --output /dev/null \
  --data "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"$name\",\"labels\":$labels},\"data\":{$data}}" \
  "$api/api/v1/namespaces/$namespace/configmaps/$name?fieldManager=drplan-result&force=true"
