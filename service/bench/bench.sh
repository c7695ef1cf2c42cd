#!/usr/bin/env bash
# Builds and runs the microbenchmarks of what observing costs (JMH), on the JDK of JAVA_HOME.
#   service/bench/bench.sh [JMH'S OPTIONS]     such as  Recording -f 1   or  -prof gc
# Quote ratios between the rows of one run: absolute times are the machine's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mvn -q -B -ntp -Pbench -Dquick -DskipTests -pl service/bench -am package
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -jar service/bench/target/kyc-benchmarks.jar "$@"
