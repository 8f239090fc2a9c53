# Every target works on a fresh clone; `make setup` is run where it is needed and only then.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SPARK  := .venv-spark
STAMP  := $(VENV)/.set-up
JOBS   ?= 2
TODAY  := $(shell date +%F)

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-spark lint soak bench kit

help:  ## 列出各目标 / list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 20

setup: $(STAMP)  ## 建立 .venv 并装好锁定的依赖 / make .venv with the locked packages

$(STAMP): requirements/lock.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "找不到 $(PYTHON)：请先安装 Python 3.11 或更高版本。/ $(PYTHON) was not found: install Python 3.11 or later." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "需要 Python 3.11 或更高版本，$(PYTHON) 是 $$($(PYTHON) -V 2>&1)；可用 make PYTHON=python3.12 指定。" >&2; \
	  echo "Python 3.11 or later is needed; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another one: make PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "缺少 venv 模块，Debian 上请执行：apt-get install python3-venv" >&2; \
	  echo "The venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup  ## 装好、检查虚构的一周案件、打开一个季度的办公系统 / set up, check an invented week, open the office of a season
	@$(BIN)/fajing demo
	@echo
	@$(BIN)/fajing demo bureau $(if $(filter 0,$(SERVE)),--no-serve)

test: setup  ## 全部测试，约一刻钟 / every test, about a quarter of an hour
	$(BIN)/pytest -n $(JOBS) --dist loadscope -m "not soak and not spark" $(PYTEST_ARGS)

$(SPARK)/.set-up: requirements/spark.txt pyproject.toml
	$(PYTHON) -m venv $(SPARK)
	$(SPARK)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/spark.txt
	$(SPARK)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

test-spark: $(SPARK)/.set-up  ## 在 Spark 上的测试（另一个环境，要 Java 17）/ the tests on Spark (an environment apart, needs Java 17)
	$(SPARK)/bin/pytest -m "spark and not soak" tests/spark $(PYTEST_ARGS)

lint: setup  ## 代码、类型、分层、规则库的检查 / style, types, layers, lawbooks, the house's own rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict law src
	$(BIN)/pytest -q -n $(JOBS) tests/house tests/guards

soak: setup  ## 全量数字，结果写入 bench/results / the full numbers, written to bench/results
	@mkdir -p bench/results
	@{ echo "fajing soak $(TODAY)"; $(BIN)/fajing --version; \
	   echo "revision $$(git rev-parse --short HEAD 2>/dev/null || echo unknown)"; \
	   echo "machine $$(uname -m), $$(getconf _NPROCESSORS_ONLN) processors, $$($(BIN)/python -V)"; echo; \
	 } > bench/results/soak-$(TODAY).txt
	@$(MAKE) --no-print-directory test-spark 2>&1 | tail -n 3 | tee -a bench/results/soak-$(TODAY).txt
	@FAJING_SOAK_NOTES="$(CURDIR)/bench/results/soak-$(TODAY).txt" \
	   $(BIN)/pytest -m soak --timeout 0 --durations 0 $(PYTEST_ARGS); code=$$?; \
	 echo "written: bench/results/soak-$(TODAY).txt"; exit $$code

bench: setup  ## 性能对比 / the benchmarks
	$(BIN)/python bench/audit_speed.py
	$(BIN)/python bench/reference_on_road_fines.py
	$(BIN)/python -m bench.run prepare scan growth sql small road_fines --most log1m

kit: setup  ## 离线安装包，写到 dist/ / the kit for a machine without a network, into dist/
	@$(BIN)/python tools/wheel_kit.py $(KIT_ARGS)
