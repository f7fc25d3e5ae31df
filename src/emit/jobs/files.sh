set -eu
at=/var/run/secrets/kubernetes.io/serviceaccount
case $KUBERNETES_SERVICE_HOST in
*:*) api="https://[$KUBERNETES_SERVICE_HOST]:$KUBERNETES_SERVICE_PORT" ;;
*) api="https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT" ;;
esac
velero=$api/apis/velero.io/v1/namespaces/$1
ask() {
  curl --fail --silent --show-error --max-time 30 --retry 20 --retry-delay 3 --retry-all-errors --cacert "$at/ca.crt" \
    --header "Authorization: Bearer $(cat "$at/token")" "$1"
}
count() {
  printf '%s\n' "$2" | grep -c "$1" || true
}
end=$(($(date +%s) + 600))
while :; do
  text=$(ask "$velero/podvolumerestores?pretty=true&labelSelector=velero.io/restore-name%3D$2")
  all=$(count '^ *"spec": {' "$text") whole=$(count '^ *"phase": "Completed"' "$text")
  lost=$(count '^ *"phase": "Failed"' "$text")
  if [ "$all" -eq 0 ]; then
    backup=$(ask "$velero/restores/$2?pretty=true" | sed -n 's/^ *"backupName": *"\([^"]*\)".*/\1/p' | head -n 1)
    text=$(ask "$velero/podvolumebackups?pretty=true&labelSelector=velero.io/backup-name%3D$backup")
    if [ -n "$backup" ] && [ "$(count '^ *"snapshotID": "[^"]' "$text")" -eq 0 ]; then
      echo "every volume was empty in the backup $backup"
      exit 0
    fi
  fi
  echo "$whole of $all volumes are restored"
  if [ "$lost" -gt 0 ]; then exit 1; fi
  if [ "$all" -gt 0 ] && [ "$whole" -eq "$all" ]; then exit 0; fi
  [ "$(date +%s)" -lt "$end" ] || exit 1
  sleep 5
done
