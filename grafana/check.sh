#!/usr/bin/env bash
# Checks the dashboards: that they are what their sources yield, Grafana's schema, links and layout, every expression, and every
# query against a live installation with sample traffic and batch runs (two minutes). And that these checks find planted mistakes.
# usage: check.sh [--fast]      --fast: without the live installation
# Takes promtool, prometheus, pushgateway and alertmanager from PATH or from the folder KYC_OBS, npm from PATH; the jars must be built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. ../.ci/step.sh

fast=false
case "${1:-}" in
  '') ;;
  --fast) fast=true ;;
  *) echo "check.sh: unknown option $1; usage: check.sh [--fast]" >&2; exit 2 ;;
esac
[ -z "${KYC_OBS:-}" ] || PATH=$KYC_OBS:$KYC_OBS/bin:$PATH
export PYTHONDONTWRITEBYTECODE=1
python=${PYTHON:-/usr/bin/python3} promtool=${PROMTOOL:-promtool}
for tool in "$promtool" node npm; do
  command -v "$tool" >/dev/null || { echo "check.sh: no $tool: put it on PATH" >&2; exit 2; }
done
"$python" -c 'import yaml' 2>/dev/null || { echo "check.sh: $python cannot import yaml: install python3-yaml or set PYTHON" >&2; exit 2; }

work=$(mktemp -d) live=''
cleanup() {
  if [ -n "$live" ]; then kill "$live" 2>/dev/null || true; wait "$live" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT

packages() {
  cp check/package.json check/schema.ts "$work"
  (cd "$work" && npm install --ignore-scripts --no-audit --no-fund --no-package-lock)
}

schema() { (cd "$work" && node "$here/check/schema.mjs" schema.ts "$@"); }

planted_schema() {
  local file found
  mkdir "$work/planted" && "$python" check/planted.py schema "$work/planted" || return 1
  found=$(schema "$work"/planted/*.json 2>&1) && { echo 'no planted mistake was found'; return 1; }
  for file in "$work"/planted/*.json; do
    grep -q "^${file##*/}:" <<<"$found" || { echo "planted and not found: ${file##*/}"; return 1; }
  done
}

expressions() { "$python" check/lint.py --expressions >"$work/expressions.yml" && "$promtool" check rules "$work/expressions.yml"; }

planted_expression() { "$python" check/planted.py expressions >"$work/planted.yml" && ! "$promtool" check rules "$work/planted.yml"; }

# Grafana reads these itself; here it is enough that they are YAML and hold no address.
provisioning() {
  "$python" - provisioning/*/*.yml <<'PY'
import sys, yaml
for path in sys.argv[1:]:
    document = yaml.safe_load(open(path))
    assert document["apiVersion"] == 1, path
    for source in document.get("datasources", []):
        assert source["url"].startswith("${"), f"{path}: {source['name']} has a fixed address"
        if source["type"] == "alertmanager":
            assert source["jsonData"]["handleGrafanaManagedAlerts"] is False, f"{path}: Grafana would send its own alerts too"
PY
}

# Mostly waits for scrapes: it runs beside the other steps. Its output is shown at its place.
if [ "$fast" = false ]; then
  "$python" check/live.py >"$work/live.log" 2>&1 &
  live=$!
fi

here=$PWD
step 'dashboards/ is what boards/ and settings.yml yield' "$python" generate.py check
step 'identities, links, layout, queries, colours, alerts'"'"' links' "$python" check/lint.py
step 'mistakes planted for that are found' "$python" check/planted.py
step 'expressions' expressions
step 'a mistake planted for that is found' planted_expression
step 'provisioning' provisioning
step 'packages of the schema' packages
step 'schema' schema "$here"/dashboards/*.json
step 'mistakes planted for that are found' planted_schema
if [ "$fast" = false ]; then
  echo 'every query against a live installation:'
  failed=0
  wait "$live" || failed=$?
  live=''
  cat "$work/live.log"
  exit "$failed"
fi
