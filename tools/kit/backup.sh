#!/bin/sh
# 一次备份 / one backup:  sh backup.sh DIR   ->  DIR/2026-11-22T021000/
# 账本、调阅记录、保险柜、各段，加上用户和读取表，不含密钥 / ledger, journal, vault, segments, users and read tables; no keys.
set -eu
umask 077
to=$1/$(date +%Y-%m-%dT%H%M%S)
mkdir -p "$to"
bin=$(cd "$(dirname "$0")" && pwd)/bin
"$bin/fajing" ledger backup --to "$to/ledger"
cp "$FAJING_DATA/office/office.json" "$to/office.json"
case ${FAJING_DATABASE_URL:-} in
  ?*) pg_dump --format=custom --table='public.*' --no-owner --file="$to/office.dump" "$FAJING_DATABASE_URL" ;;
  *) "$bin/python" -c 'import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as source, sqlite3.connect(sys.argv[2]) as target: source.backup(target)' \
    "$FAJING_DATA/office/office.sqlite3" "$to/office.sqlite3" ;;
esac
echo "$to"
