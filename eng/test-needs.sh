#!/usr/bin/env bash
# What the tests need beside the .NET SDK, installed when it is missing. Sourced by test.sh.

# Debian keeps the server's programs off the PATH.
have_postgres() {
  local initdb
  for initdb in /usr/lib/postgresql/*/bin/initdb $(command -v initdb || true); do
    [[ ! -x $initdb ]] || return 0
  done
  return 1
}

find_chromium() {
  local name
  for name in chromium google-chrome-stable google-chrome chromium-browser; do
    # Ubuntu's chromium-browser may be a script that only asks for a snap.
    if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then command -v "$name"; return; fi
  done
  return 1
}

as_root() {
  if (( $(id -u) == 0 )); then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else echo "test.sh: root or sudo is needed to install packages" >&2; return 1
  fi
}

apt_install() {
  command -v apt-get >/dev/null || { echo "test.sh: missing: $*. Only Debian and Ubuntu are installed on; please install it yourself" >&2; return 1; }
  echo "installing $* (apt-get)"
  as_root apt-get update -qq </dev/null
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

# Only the programs: the distribution's own cluster is neither made nor started, the tests start servers of their own.
install_postgres() {
  local dropin=/etc/postgresql-common/createcluster.d/training-service-tests.conf status=0
  as_root mkdir -p "$(dirname "$dropin")"
  echo "create_main_cluster = false" | as_root tee "$dropin" >/dev/null
  apt_install postgresql || status=$?
  as_root rm -f "$dropin"
  return "$status"
}

needs_postgres() { [[ " $* " =~ " "(Storage|Worker|Api|Integration|Browser).Tests" " ]]; }
needs_chromium() { [[ " $* " == *" Browser.Tests "* ]]; }
is_ubuntu() { [[ $(. /etc/os-release 2>/dev/null && echo "${ID:-}") == ubuntu ]]; }

# install_packages SUITE...: what the suites need from the distribution. The tests find the browser by CHROMIUM_PATH.
install_packages() {
  if needs_postgres "$@" && [[ -z ${TRAINING_TEST_POSTGRES:-} ]] && ! have_postgres; then install_postgres; fi
  if needs_chromium "$@" && [[ -z ${CHROMIUM_PATH:-} ]]; then
    find_chromium >/dev/null || is_ubuntu || apt_install chromium
    CHROMIUM_PATH=$(find_chromium || true)
    export CHROMIUM_PATH
  fi
}

# install_browser SUITE...: Ubuntu has Chromium only as a snap, which containers cannot run; there Playwright, once built, brings its own.
install_browser() {
  if ! needs_chromium "$@" || [[ $CHROMIUM_PATH ]]; then return; fi
  local playwright=artifacts/bin/Browser.Tests/release/.playwright node cache=${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}
  node=$(printf '%s\n' "$playwright"/node/*/node | head -1)
  CHROMIUM_PATH=$(playwright_chromium "$cache")
  if [[ -z $CHROMIUM_PATH ]]; then
    echo "installing Playwright's Chromium"
    as_root "$node" "$playwright/package/cli.js" install-deps chromium </dev/null
    "$node" "$playwright/package/cli.js" install chromium </dev/null
    CHROMIUM_PATH=$(playwright_chromium "$cache")
  fi
  export CHROMIUM_PATH
}

playwright_chromium() { find "$1" -path '*/chromium-*/chrome-linux*/chrome' -type f 2>/dev/null | sort -V | tail -1; }
