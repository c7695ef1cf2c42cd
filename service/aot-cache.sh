#!/usr/bin/env bash
# Makes what lets a gateway's process start and become fast sooner, from a training run with synthetic verifications: on JDK 25 or
# newer an AOT cache, its classes, loaded and linked, and the profiles of its methods; on JDK 17 to 24 a CDS archive, its classes.
#   aot-cache.sh JAR CONFIG CACHE [VERIFICATIONS]     by default 10,000 of them, in at most 30 s
# A cache is for that jar, unchanged and at the same path, and for the JDK that made it; with any other the JVM starts without it.
# To use it: java -XX:AOTCache=CACHE -jar JAR server CONFIG, or -XX:SharedArchiveFile=CACHE. JAVA_HOME selects the JDK.
set -euo pipefail
[ $# -ge 3 ] || { sed -n '2,/^set -e/{/^set -e/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2; exit 2; }
jar=$1 config=$2 cache=$3 verifications=${4:-10000}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=$(mktemp -d)
gateway=''
trap '[ -z "$gateway" ] || kill -KILL "$gateway" 2>/dev/null || true; rm -rf "$work"' EXIT
fail() { echo "aot-cache.sh: $*" >&2; cat "$work/log" >&2; exit 1; }

# Secrets that no client can use: the password is forgotten, and the key is the digest of no known text. Ports are free ones of the loopback address.
head -c 24 /dev/urandom | base64 | tr -d '\n' >"$work/password"
printf '{"training":{"sha256":"%s"}}' "$(head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n')" >"$work/keys.json"
export METRICS_PASSWORD_FILE=$work/password API_KEYS_FILE=$work/keys.json
export KYC_HOST=127.0.0.1 KYC_ADMIN_HOST=127.0.0.1 KYC_PORT=0 KYC_ADMIN_PORT=0 KYC_SIMULATOR=true KYC_SHUTDOWN_WAIT=0s
export KYC_WARM_UP=$verifications KYC_WARM_UP_AT_MOST=30s

release=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
[ "$release" -ge 25 ] && training=-XX:AOTCacheOutput="$cache" || training=-XX:ArchiveClassesAtExit="$cache"

"$java" "$training" -jar "$jar" server "$config" >"$work/log" 2>&1 &
gateway=$!
until grep -q 'application connector: port' "$work/log"; do
  kill -0 "$gateway" 2>/dev/null || fail 'the training run did not start'
  sleep 0.2
done
kill -TERM "$gateway"
# The JVM writes the cache when it ends, and ends with 143.
wait "$gateway" || [ $? = 143 ] || fail 'the training run failed'
gateway=''
[ -s "$cache" ] || fail "no $cache was written"
grep -o 'warm after.*' "$work/log"
