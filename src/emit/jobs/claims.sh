set -eu
namespace=$1 map=$2 labels=$3
shift 3
owner=drplan-claims-${1%%|*}
at=/var/run/secrets/kubernetes.io/serviceaccount
case $KUBERNETES_SERVICE_HOST in
*:*) api="https://[$KUBERNETES_SERVICE_HOST]:$KUBERNETES_SERVICE_PORT" ;;
*) api="https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT" ;;
esac
line='
'
ask() {
  curl --fail --silent --show-error --max-time 30 --retry 20 --retry-delay 3 --retry-all-errors --cacert "$at/ca.crt" \
    --header "Authorization: Bearer $(cat "$at/token")" "$@"
}
field() {
  printf '%s\n' "$2" | sed -n 's/^ *"'"$1"'": *"\([^"]*\)".*/\1/p' | head -n 1
}
items() {
  inside='' space='' item='' volume='' phase=none copy=none
  while read -r text; do
    value=${text#*: \"} value=${value%%\"*}
    case $text in
    '"spec": {'*)
      [ -z "$item" ] || printf '%s %s %s\n' "$space/$item${volume:+/$volume}" "$phase" "$copy"
      inside='' space='' item='' volume='' phase=none copy=none
      ;;
    '"targetVolume": {'*) inside=claim ;;
    '"pod": {'*) inside=pod ;;
    '}'*) inside='' ;;
    '"namespace": "'*) [ -z "$inside" ] || space=$value ;;
    '"pvc": "'*) [ "$inside" != claim ] || item=$value ;;
    '"name": "'*) [ "$inside" != pod ] || item=$value ;;
    '"volume": "'*) volume=$value ;;
    '"phase": "'*) phase=$value ;;
    '"snapshotID": "'?*) [ -z "$value" ] || copy=$value ;;
    esac
  done
  [ -z "$item" ] || printf '%s %s %s\n' "$space/$item${volume:+/$volume}" "$phase" "$copy"
}
list() {
  text=$(ask "$api/apis/velero.io/$1?pretty=true&labelSelector=velero.io/$2") || return 1
  printf '%s\n' "$text" | items
}
completed() {
  printf '%s\n' "$1" | sed -n 's/^\([^ ]*\) Completed .*/\1/p'
}
among() {
  for other in $3; do
    space=${other%%/*} pod=${other#*/}
    rest=${pod%%/*}
    [ "$space" = "${1%%/*}" ] && [ "${pod#*/}" = "$2" ] || continue
    case $rest in "${1#*/}-"*) rest=${rest#"${1#*/}-"} ;; *) continue ;; esac
    case $rest in
    *[!bcdfghjklmnpqrstvwxz2456789-]* | *-*-*) ;;
    ?*-?????) return 0 ;;
    *) pod=${pod%%/*} && [ "${#pod}" -ne 63 ] || return 0 ;;
    esac
  done
  return 1
}
bad='' data=''
for one in "$@"; do
  key=${one%%|*} one=${one#*|}
  restore=${one%%|*} wanted=${one#*|}
  while :; do
    object=$(ask "$api/apis/velero.io/v1/namespaces/$namespace/restores/$restore?pretty=true")
    phase=$(field phase "$object")
    case $phase in
    Completed) break ;;
    Failed | PartiallyFailed | FailedValidation)
      echo "$restore is $phase"
      exit 1
      ;;
    esac
    sleep 2
  done
  moved='' files='' empty='' lost='' told='' count=0
  case " $wanted" in
  *' claim'*)
    moved=$(list "v2alpha1/namespaces/$namespace/datadownloads" "restore-name%3D$restore")
    moved=$(completed "$moved")
    ;;
  esac
  case " $wanted" in
  *' file'*)
    files=$(list "v1/namespaces/$namespace/podvolumerestores" "restore-name%3D$restore")
    files=$(completed "$files")
    backup=$(field backupName "$object")
    empty=$(list "v1/namespaces/$namespace/podvolumebackups" "backup-name%3D$backup")
    empty=$(printf '%s\n' "$empty" | sed -n 's/^\([^ ]*\) Completed none$/\1/p')
    ;;
  esac
  unnamed=''
  for name in $moved; do
    case " $wanted " in
    *" claim=$name "*) ;;
    *) unnamed="$unnamed $name" ;;
    esac
  done
  for want in $wanted; do
    name=${want#*=} found=''
    space=${name%%/*}
    there=${space#*:}/${name#*/} name=${space%%:*}/${name#*/}
    case $want in
    claim=*)
      case "$line$moved$line" in *"$line$name$line"*) found=yes ;; esac
      ;;
    claims=*)
      least=${name#*/} left='' have=0
      for other in $unnamed; do
        if [ "${other%%/*}" = "${name%%/*}" ]; then have=$((have + 1)); else left="$left $other"; fi
      done
      if [ "$have" -ge "$least" ]; then found=yes; fi
      if [ "$have" -le "$least" ]; then unnamed=$left; fi
      ;;
    file=*)
      case "$line$files$line" in *"$line$name$line"*) found=yes ;; esac
      case "$line$empty$line" in *"$line$there$line"*) found=yes told="$told; $name was empty in the backup" ;; esac
      ;;
    files=*)
      if among "${name%/*}" "${name##*/}" "$files" || among "${there%/*}" "${there##*/}" "$empty"; then found=yes; fi
      ;;
    esac
    if [ -n "$found" ]; then count=$((count + 1)); else lost="$lost $want"; fi
  done
  told="$count of $(echo "$wanted" | wc -w | tr -d ' ') declared volumes are restored$told"
  if [ -n "$unnamed" ]; then told="$told; restored and not declared:$unnamed"; fi
  if [ -n "$lost" ]; then
    told="$told; NOT RESTORED:$lost"
    bad=yes
  fi
  printf '%s: %s\n' "$restore" "$told"
  data="$data${data:+,}\"$key-volumes\":\"$told\""
done
ask --request PATCH --header 'Content-Type: application/apply-patch+yaml' --output /dev/null \
  --data "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"$map\",\"labels\":$labels},\"data\":{$data}}" \
  "$api/api/v1/namespaces/$namespace/configmaps/$map?fieldManager=$owner&force=true" ||
  echo "the ConfigMap $map is not written"
[ -z "$bad" ]
