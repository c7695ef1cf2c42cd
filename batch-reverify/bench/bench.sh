#!/bin/sh
# What the batch costs and how busy it keeps the modules: prints, asserts nothing.
#   bench.sh [dry|small-heap|efficiency]...    (all of them)
# Needs both jars (mvn package) and java on PATH. Everything stays in a folder that is deleted at the end.
# efficiency measures WINDOW seconds (20) after WARMUP seconds (20) of work, for each C of CONCURRENCY (50 500). With KYC_LIVENESS_URL
# and the other four it calls those modules instead of simulated ones; MODULE_MILLIS (50) says how long each of them takes, and
# MODULES_PID, where they are a process on this machine, whose CPU is told as well. BATCH_OPTIONS (-Xmx1g -XX:+UseParallelGC, the
# collector of ./run and the image) are its JVM's. DRY_RECORDS (1000000) are for dry.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
jar=$root/batch-reverify/target/kyc-batch-reverify.jar
work=$(mktemp -d)
trap 'kill $simulator $batch 2>/dev/null || true; rm -rf "$work"' EXIT
simulator=
batch=
given=${KYC_LIVENESS_URL:-}

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
  until grep -q 'export KYC_DECISION_URL' "$work/simulator.log"; do
    kill -0 $simulator
    sleep 0.2
  done
  eval "$(sed -n 's/.*\(export KYC_[A-Z_]*_URL=.*\)/\1/p' "$work/simulator.log")"
}

# start NAME MANIFEST JVM-OPTIONS OPTIONS: begins a run whose summary will be NAME.summary.json.
start() {
  name=$1 manifest=$2 jvm=$3
  shift 3
  timeouts=
  for m in $modules; do timeouts="$timeouts -Ddw.modules.$m.timeout=20s"; done
  # shellcheck disable=SC2086
  java $jvm $timeouts -Ddw.pipeline.deadline=60s -jar "$jar" reverify "$root/config.yml" \
    --input "$manifest" --output "$work/$name.jsonl" --progress none "$@" >"$work/$name.log" 2>&1 &
  batch=$!
}

# end CODE: waits for it, and shows what it said unless it ended so.
end() {
  code=0
  wait $batch || code=$?
  batch=
  [ $code = "$1" ] || { tail -20 "$work/$name.log"; exit 1; }
}

# Processor seconds that a process took so far, in hundredths (the kernel's ticks).
ticks() { if [ -r "/proc/$1/stat" ]; then sed 's/.*) //' "/proc/$1/stat" | awk '{print $12 + $13}'; else echo 0; fi; }
settled() { if [ -f "$work/$name.jsonl" ]; then wc -l <"$work/$name.jsonl"; else echo 0; fi; }

# measure C: the rate in a window after the warm-up, and over the whole run, against C ÷ the critical path.
measure() {
  c=$1
  millis=${MODULE_MILLIS:-50}
  # A fifth more than could be settled: the run must not end by itself.
  records=$(((warmup + window + 15) * c * 1200 / (3 * millis)))
  sample $records
  start "c$c" "$work/$records.jsonl" "${BATCH_OPTIONS:--Xmx1g -XX:+UseParallelGC}" --concurrency "$c"
  until [ "$(settled)" -gt 0 ]; do
    kill -0 $batch 2>/dev/null || end 0
    sleep 0.2
  done
  sleep "$warmup"
  modules_pid=${simulator:-${MODULES_PID:-0}}
  from=$(settled) batch_from=$(ticks $batch) modules_from=$(ticks "$modules_pid") at=$(date +%s%N)
  sleep "$window"
  to=$(settled) batch_to=$(ticks $batch) modules_to=$(ticks "$modules_pid") now=$(date +%s%N)
  kill -TERM $batch
  end 3
  s=$work/c$c.summary.json
  awk -v c="$c" -v path="$((3 * millis))" -v records="$((to - from))" -v nanos="$((now - at))" -v warmup="$warmup" \
    -v whole="$(number records_per_second "$s")" -v mean="$(number mean "$s")" -v hz="$(getconf CLK_TCK)" \
    -v batch="$((batch_to - batch_from))" -v modules="$((modules_to - modules_from))" -v pid="$modules_pid" 'BEGIN {
      seconds = nanos / 1e9; rate = records / seconds; ideal = c * 1000 / path
      printf "C = %d, critical path %d ms: after %d s of warm-up %.0f/s = %.1f %% of C / critical path, over %.0f s; ", c, path, warmup, rate, 100 * rate / ideal, seconds
      printf "whole run %.0f/s = %.1f %%, mean time per record %.0f ms\n", whole, 100 * whole / ideal, mean * 1000
      printf "  CPU in the window: batch %.0f %% of one core, %.2f ms per record; modules %s\n", 100 * batch / hz / seconds, 1000 * batch / hz / records, (pid ? sprintf("%.0f %%", 100 * modules / hz / seconds) : "elsewhere") }'
  rm "$work/$records.jsonl" "$work/c$c.jsonl"
}

warmup=${WARMUP:-20}
window=${WINDOW:-20}
for part in ${*:-dry small-heap efficiency}; do
  case $part in
  dry)
    records=${DRY_RECORDS:-1000000}
    sample "$records"
    began=$(date +%s)
    KYC_SIMULATOR=true start dry "$work/$records.jsonl" -Xmx128m --dry-run
    end 0
    echo "dry run, -Xmx128m: $(sed -n 's/^verify  *//p' "$work/dry.log"), $(($(date +%s) - began)) s"
    rm "$work/$records.jsonl"
    ;;
  small-heap)
    sample 100000
    simulate 0
    start heap "$work/100000.jsonl" -Xmx128m --concurrency 50
    end 0
    kill $simulator
    simulator=
    s=$work/heap.summary.json
    echo "100,000 records, 0 ms modules, -Xmx128m: $(number done "$s") done, $(number seconds "$s") s, $(number records_per_second "$s")/s"
    ;;
  efficiency)
    # Three modules at once, then one, then one: the critical path is three modules long.
    [ -n "$given" ] || simulate "${MODULE_MILLIS:-50}"
    for c in ${CONCURRENCY:-50 500}; do measure "$c"; done
    [ -z "$simulator" ] || kill "$simulator"
    simulator=
    ;;
  *)
    echo "unknown part: $part" >&2
    exit 2
    ;;
  esac
done
