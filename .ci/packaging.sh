#!/usr/bin/env bash
# Checks what is shipped: two builds are equal byte for byte, the SBOMs are in the jars and agree with docs/dependencies.md,
# Dockerfile and compose.yaml pass their linters and checks of ours and fit prometheus/, and the gateway runs as they run it.
# usage: packaging.sh [images|builds|container]...   (all). Needs Maven and node; docker-compose, and root for the last part,
# where available. MVN names another Maven. BUILDS: the folder for the two builds, a and b; by default one that is removed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
builds=${BUILDS:-$work}
mvn=${MVN:-mvn}
fail() { echo "packaging.sh: $*" >&2; exit 1; }
ok() { printf 'ok    %s\n' "$*"; }
skip() { printf 'SKIP  %s\n' "$*"; }

lint_dockerfile() {
  (cd "$work" && npm install --silent --no-audit --no-fund --prefix "$work" dockerfilelint@1.8.0 dockerfile-utils@0.16.3 >"$work/npm.log" 2>&1) ||
    { cat "$work/npm.log" >&2; fail 'npm cannot install the linters'; }
  # It takes a stage's name for an image without a tag; compose.py checks the tags.
  printf 'rules:\n  missing_tag: off\n' >"$work/.dockerfilelintrc"
  "$work/node_modules/.bin/dockerfilelint" --config "$work" Dockerfile >"$work/lint.log" || { cat "$work/lint.log" >&2; fail dockerfilelint; }
  ok 'Dockerfile: dockerfilelint'
  "$work/node_modules/.bin/dockerfile-utils" lint Dockerfile >"$work/lint.log" 2>&1 || { cat "$work/lint.log" >&2; fail dockerfile-utils; }
  [ ! -s "$work/lint.log" ] || { cat "$work/lint.log" >&2; fail dockerfile-utils; }
  ok 'Dockerfile: dockerfile-utils'
  /usr/bin/python3 .ci/images.py --self-test Dockerfile || fail 'Dockerfile: images.py'
  ok 'Dockerfile: versions, user, JVM and its memory, AOT cache, health check, SBOM and its label'
}

check_compose() {
  local compose=()
  if command -v docker-compose >/dev/null; then compose=(docker-compose)
  elif docker compose version >/dev/null 2>&1; then compose=(docker compose); fi
  if [ ${#compose[@]} = 0 ]; then skip 'compose.yaml: no docker-compose available'; return; fi
  "${compose[@]}" --profile '*' config -q || fail 'docker-compose config'
  ok 'compose.yaml: docker-compose config -q'
  "${compose[@]}" --profile '*' config --format json >"$work/compose.json"
  /usr/bin/python3 .ci/compose.py "$work/compose.json" || fail 'compose.yaml does not fit'
  ok 'compose.yaml: pinned, hardened, and every host and file that prometheus/ names is there'
}

# Copies of what git would take, in two folders, built under two time zones and masks.
build_twice() {
  local copy
  for copy in a b; do
    mkdir "$builds/$copy"
    git ls-files -co --exclude-standard -z | while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
      tar -c --null -T - | tar -x -C "$builds/$copy"
  done
  (umask 022 && cd "$builds/a" && TZ=UTC "$mvn" -q -B -ntp -Dquick -Dsbom package)
  # Maven normalizes masks of 022 and 002; 077 would show in the thin jar, and so in its digest in the batch's SBOM.
  (umask 002 && cd "$builds/b" && TZ=Asia/Tokyo LC_ALL=C "$mvn" -q -B -ntp -Dquick -Dsbom package)
  local jar
  for jar in service/target/kyc-gateway.jar batch-reverify/target/kyc-batch-reverify.jar; do
    if ! cmp -s "$builds/a/$jar" "$builds/b/$jar"; then
      diff <(unzip -Zvl "$builds/a/$jar") <(unzip -Zvl "$builds/b/$jar") | head -20 >&2 || true
      fail "$jar: two builds of one commit differ"
    fi
    ok "$jar: two builds are equal ($(sha256sum <"$builds/a/$jar" | cut -c 1-12)…)"
  done
  (cd "$builds/a" && /usr/bin/python3 .ci/dependencies.py check) || fail 'docs/dependencies.md'
  /usr/bin/python3 .ci/images.py Dockerfile "$builds/a" || fail 'Dockerfile: what it copies is not what a build makes'
  ok 'Dockerfile: jars and SBOMs are where it copies them from'
  ok 'docs/dependencies.md agrees with the poms and the SBOMs in the jars'
}

# The gateway's entry point and health check out of the Dockerfile, as its user, on a root file system that cannot be written to,
# not even its /tmp. Not an image, but what an image would do to it.
run_like_a_container() {
  local jar=$builds/a/service/target/kyc-gateway.jar
  [ -f "$jar" ] || jar=$PWD/service/target/kyc-gateway.jar
  [ -f "$jar" ] || { skip 'the gateway as a container: no jar'; return; }
  if ! unshare -m true 2>/dev/null || ! command -v setpriv >/dev/null; then skip 'the gateway as a container: needs root'; return; fi
  local major image
  major=$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n '1s/[^"]*"\([0-9]*\).*/\1/p')
  image=$(sed -n 's/^FROM eclipse-temurin:\([0-9]*\).*/\1/p' Dockerfile)
  [ "$major" = "$image" ] || { skip "the gateway as a container: needs JDK $image, as its image has, not $major"; return; }
  mkdir -p "$work/app"
  cp "$jar" config.yml service/aot-cache.sh "$work/app"
  printf 'secret-of-a-test' >"$work/app/password"
  printf '{"test":{"sha256":"%064d"}}' 0 >"$work/app/keys.json"
  printf 'k1:%s\n' "$(head -c 32 /dev/urandom | base64)" >"$work/app/history-keys"
  chmod -R a+rX "$work"
  /usr/bin/python3 .ci/container.py Dockerfile "$work/app" || fail 'the gateway does not run as a container would run it'
  ok 'the gateway: AOT cache, non-root, read-only root file system, health check, SIGTERM'
}

for part in ${*:-images builds container}; do
  case $part in
    images) lint_dockerfile; check_compose ;;
    builds) build_twice ;;
    container) run_like_a_container ;;
    *) echo "packaging.sh: unknown part $part" >&2; exit 2 ;;
  esac
done
