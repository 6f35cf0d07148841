#!/bin/sh
# Whether a deployed service answers: smoke-test.sh URL
set -eu
url=${1:?the address of the service is missing}

# status PATH: the HTTP status; 000 where nobody answers.
status() {
  curl --silent --output /dev/null --max-time 60 --write-out '%{http_code}' "$url$1" || true
}

tries=0
until [ "$(status /healthz)" = 200 ]; do
  tries=$((tries + 1))
  if [ "$tries" -ge "${SMOKE_TRIES:-20}" ]; then
    echo "$url/healthz did not answer 200 in $tries tries." >&2
    exit 1
  fi
  sleep "${SMOKE_PAUSE_SECONDS:-15}"
done

# Before the first student the service is alive and not ready; where reads need a key, that is what it says.
ready=$(status /readyz)
case "$ready" in
  200 | 401 | 503) echo "$url is alive; /readyz answers $ready." ;;
  *)
    echo "$url/readyz answers $ready; expected are 200, 503 before the first student, and 401 where reads need a key." >&2
    exit 1
    ;;
esac
