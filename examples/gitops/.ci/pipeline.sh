#!/usr/bin/env sh
# What a pipeline runs. Exit code 2 of plan and drift means "differences"; anything above is a failure.
set -u
documents="-i inventory/prod.yaml -f baseline -f web --var-file inventory/vars.prod.yaml"

case "${1:-}" in
  pull-request)
    wmctl validate $documents || exit
    wmctl plan $documents --out plan.wmplan --detailed-exitcode --report markdown=plan.md --no-input
    ;;
  merge) wmctl apply plan.wmplan --yes --report junit=apply.xml --no-input ;;
  nightly) wmctl drift $documents --report html=drift.html --report junit=drift.xml --no-input ;;
  *) echo "usage: pipeline.sh pull-request | merge | nightly" >&2; exit 6 ;;
esac
