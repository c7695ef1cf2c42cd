#!/usr/bin/env bash
# Checks everything in this folder: configurations, rules, their tests, runbooks, and that the tests detect broken rules.
# usage: check.sh [--fast]      --fast: without the mutants
# PROMTOOL and AMTOOL name the binaries, otherwise they are taken from PATH. PYTHON needs PyYAML. MUTATION_JOBS: mutants at a time (2).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. ../.ci/step.sh

fast=false
case "${1:-}" in
  '') ;;
  --fast) fast=true ;;
  *) echo "check.sh: unknown option $1; usage: check.sh [--fast]" >&2; exit 2 ;;
esac

# promtool spends half of its time collecting garbage that a process of a few seconds need not collect.
export GOGC=${GOGC:-off} GOMEMLIMIT=${GOMEMLIMIT:-400MiB}
export PROMTOOL=${PROMTOOL:-promtool} AMTOOL=${AMTOOL:-amtool} PYTHONDONTWRITEBYTECODE=1
python=${PYTHON:-/usr/bin/python3}
for setting in PROMTOOL AMTOOL; do
  command -v "${!setting}" > /dev/null || { echo "check.sh: no ${!setting}: put it on PATH or set $setting" >&2; exit 2; }
done
"$python" -c 'import yaml' 2> /dev/null || { echo "check.sh: $python cannot import yaml: install python3-yaml or set PYTHON" >&2; exit 2; }

# The receiver that Alertmanager picks for an alert with these labels.
routed() {
  local receiver=$1 got
  shift
  got=$("$AMTOOL" config routes test --config.file=alertmanager.yml "$@")
  [ "$got" = "$receiver" ] || { echo "$* goes to $got, not to $receiver"; return 1; }
}

operator_rule() {
  local spec='import sys, yaml; yaml.safe_dump(yaml.safe_load(sys.stdin)["spec"], sys.stdout)'
  "$python" generate.py operator > "$work/resource.yml" &&
    "$python" -c "$spec" < "$work/resource.yml" > "$work/rules.yml" &&
    "$PROMTOOL" check rules --lint=all --lint-fatal "$work/rules.yml"
}

# Short windows, as a fire drill wants them, are valid rules too.
scaled_rules() {
  "$python" generate.py rules --out "$work/scaled" --scale 0.01 --floor 5 --set burn_min=1 &&
    "$PROMTOOL" check rules --lint=all --lint-fatal "$work"/scaled/*.yml
}

runbook_queries() { "$python" runbooks.py > "$work/queries.yml" && "$PROMTOOL" test rules "$work/queries.yml"; }

# A few files at a time, on two cores.
rule_tests() { printf '%s\n' tests/*.yml | xargs -n 5 -P 2 "$PROMTOOL" test rules; }

# Well-formed, and an error on data of more than one shard; and a series that does not exist.
planted_queries() {
  local query found
  local queries=('time() - {__name__=~"kyc_reverification_last_(start|success)_timestamp_seconds"}' 'rate(kyc_verification_total[5m])')
  mkdir "$work/runbooks" && printf '```promql\n%s\n```\n' "${queries[@]}" > "$work/runbooks/Planted.md" &&
    "$python" runbooks.py "$work/runbooks" > "$work/planted.yml" || return 1
  found=$("$PROMTOOL" test rules "$work/planted.yml" 2>&1) && { echo 'no planted query was found'; return 1; }
  for query in "${queries[@]}"; do
    grep -qF "count(${query//\"/\\\"})" <<< "$found" || { echo "planted and not found: $query"; return 1; }
  done
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$PROMTOOL" --version 2>&1 | head -n 1
step 'rules/ is what source/ and settings.yml yield' "$python" generate.py check
step 'prometheus.yml' "$PROMTOOL" check config prometheus.yml
step 'prometheus-kubernetes.yml' "$PROMTOOL" check config prometheus-kubernetes.yml
step 'rules, with every lint' "$PROMTOOL" check rules --lint=all --lint-fatal rules/*.yml
step 'PrometheusRule for the Operator' operator_rule
step 'rules scaled for a drill' scaled_rules
step 'alertmanager.yml' "$AMTOOL" check-config alertmanager.yml
step 'critical pages' routed page severity=critical alertname=HighVerificationLatency objective=latency
step 'warning is a ticket' routed ticket severity=warning alertname=HighErrorRate objective=availability
step 'Watchdog goes to the dead man'"'"'s switch' routed watchdog severity=none alertname=Watchdog
step 'alerts, tests, runbooks, README and configurations agree' "$python" lint.py
step 'queries of the runbooks, on data' runbook_queries
step 'failing queries planted for that are found' planted_queries
step 'rule tests' rule_tests
if [ "$fast" = false ]; then
  echo 'mutants:'
  "$python" mutate.py --jobs "${MUTATION_JOBS:-2}"
fi
