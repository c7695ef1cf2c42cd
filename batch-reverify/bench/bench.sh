#!/bin/sh
# What the batch costs and how busy it keeps the modules: prints, asserts nothing.
#   bench.sh [dry|small-heap|efficiency]...    (all of them)
# Needs both jars (mvn package) and java on PATH. Everything stays in a folder that is deleted at the end.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
jar=$root/batch-reverify/target/kyc-batch-reverify.jar
work=$(mktemp -d)
trap 'kill $simulator 2>/dev/null || true; rm -rf "$work"' EXIT
simulator=

modules="liveness ocr face_match antifraud decision"
sample() { java -jar "$jar" sample-manifest --clean --records "$1" --output "$work/$1.jsonl"; }
number() { sed -n "s/^ *\"$1\" : \([0-9.]*\).*/\1/p" "$2" | head -1; }

# simulate MILLISECONDS: modules that each take so long, in a process of their own.
simulate() {
  options=
  for m in $modules; do
    options="$options -Ddw.simulator.modules.$m.median=${1}ms -Ddw.simulator.modules.$m.p95=${1}ms"
  done
  # shellcheck disable=SC2086
  java $options -Ddw.simulator.attackRatio=0 -jar "$root/service/target/kyc-gateway.jar" \
    simulate "$root/config.yml" >"$work/simulator.log" 2>&1 &
  simulator=$!
  until grep -q 'export KYC_DECISION_URL' "$work/simulator.log"; do kill -0 $simulator; done
  eval "$(sed -n 's/.*\(export KYC_[A-Z_]*_URL=.*\)/\1/p' "$work/simulator.log")"
}

# reverify NAME MANIFEST JVM-OPTIONS -- OPTIONS: a run whose summary is NAME.summary.json.
reverify() {
  name=$1 manifest=$2 jvm=$3
  shift 3
  timeouts=
  for m in $modules; do timeouts="$timeouts -Ddw.modules.$m.timeout=20s"; done
  # shellcheck disable=SC2086
  java $jvm $timeouts -Ddw.pipeline.deadline=60s -jar "$jar" reverify "$root/config.yml" \
    --input "$manifest" --output "$work/$name.jsonl" --progress none "$@" >"$work/$name.log" 2>&1 ||
    { tail -20 "$work/$name.log"; exit 1; }
}

for part in ${*:-dry small-heap efficiency}; do
  case $part in
  dry)
    sample 1000000
    start=$(date +%s)
    KYC_SIMULATOR=true reverify dry "$work/1000000.jsonl" -Xmx128m --dry-run
    echo "dry run, -Xmx128m: $(sed -n 's/^verify  *//p' "$work/dry.log"), $(($(date +%s) - start)) s"
    rm "$work/1000000.jsonl"
    ;;
  small-heap)
    sample 100000
    simulate 0
    reverify heap "$work/100000.jsonl" -Xmx128m --concurrency 50
    kill $simulator
    s=$work/heap.summary.json
    echo "100,000 records, 0 ms modules, -Xmx128m: $(number done "$s") done, $(number seconds "$s") s, $(number records_per_second "$s")/s"
    ;;
  efficiency)
    # Three modules at once, then one, then one: the critical path is three modules long.
    simulate 50
    for c in 50 500; do
      records=$((c * 200))
      sample $records
      reverify "c$c" "$work/$records.jsonl" -Xmx1g --concurrency $c
      s=$work/c$c.summary.json
      rate=$(number records_per_second "$s")
      mean=$(number mean "$s")
      awk -v c=$c -v r="$rate" -v m="$mean" 'BEGIN {
        printf "C = %d, modules 50 ms: %.0f/s = %.1f %% of C / 150 ms; = %.1f %% of C / mean time per record (%.0f ms)\n",
          c, r, 100 * r * 0.150 / c, 100 * r * m / c, m * 1000 }'
    done
    kill $simulator
    ;;
  *)
    echo "unknown part: $part" >&2
    exit 2
    ;;
  esac
done
