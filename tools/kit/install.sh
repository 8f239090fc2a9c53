#!/bin/sh
# 离线安装 / installs the kit without a network:  sh install.sh [DIR]   (/opt/fajing)
# PYTHON=python3.12 指定解释器 / names another interpreter. 再次运行即升级 / run again to upgrade.
set -eu

kit=$(cd "$(dirname "$0")" && pwd)
to=${1:-/opt/fajing}
python=${PYTHON:-python3}

refuse() {
  echo "$1" >&2
  echo "$2" >&2
  exit 1
}

told() { sed -n "s/^$1=//p" "$kit/kit.txt"; }

cd "$kit"
sha256sum --check --strict --quiet SHA256SUMS >&2 ||
  refuse "安装包与校验清单不符，没有安装。" "The kit does not agree with its checksums; nothing was installed."
command -v "$python" >/dev/null 2>&1 ||
  refuse "找不到 $python；Debian 上装 python3 和 python3-venv。" "$python was not found; on Debian install python3 and python3-venv."
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
[ "$found" = "$(told PYTHON)" ] ||
  refuse "安装包是给 Python $(told PYTHON) 的，这里是 $found；用 PYTHON= 指定，或另做一个安装包。" \
    "The kit is for Python $(told PYTHON), here is $found: name another with PYTHON=, or make another kit."
[ "$(uname -m)" = "$(told MACHINE)" ] ||
  refuse "安装包是给 $(told MACHINE) 的，这里是 $(uname -m)。" "The kit is for $(told MACHINE), here is $(uname -m)."
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
  refuse "缺少 venv 模块；Debian 上装 python3-venv。" "The venv module is missing; on Debian install python3-venv."

umask 022
"$python" -m venv "$to"
"$to/bin/pip" --isolated install --quiet --disable-pip-version-check --no-index --find-links "$kit/wheels" \
  --only-binary=:all: --require-hashes --requirement "$kit/requirements.txt" ||
  refuse "pip 没有装成，原因见上。" "pip did not install it; the reason stands above."
# A newer kit may bear the version of what is there already, which pip then takes for the same.
"$to/bin/pip" --isolated install --quiet --disable-pip-version-check --no-index --no-deps --force-reinstall \
  "$kit"/wheels/fajing-*.whl ||
  refuse "pip 没有装成，原因见上。" "pip did not install it; the reason stands above."
cp "$kit/backup.sh" "$kit/office.sh" "$to/"
"$to/bin/fajing" --version
echo "装在 $to。下一步见 docs/guides/run_in_a_bureau.md / installed in $to; go on with docs/guides/run_in_a_bureau.md"
