#!/bin/sh
# 以办公系统的用户运行法镜，用 /etc/fajing/fajing.env 的设置 / runs fajing as the office's user, set as that file says:
#   sh /opt/fajing/office.sh office user list
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd /var/lib/fajing
set -a
. /etc/fajing/fajing.env
HOME=/var/lib/fajing
set +a
umask 077
exec runuser -u fajing -- "$here/bin/fajing" "$@"
