# For check.sh of prometheus/ and grafana/, which source it.

# step NAME COMMAND...: runs a command, silent unless it fails.
step() {
  local name=$1 output started=$SECONDS
  shift
  if output=$("$@" 2>&1); then
    printf 'ok    %-66s %4d s\n' "$name" $((SECONDS - started))
  else
    printf '%s\n' "$output" >&2
    printf 'FAIL  %s\n' "$name" >&2
    exit 1
  fi
}
