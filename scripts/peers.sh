#!/usr/bin/env bash
# Installs the Debian packages that tests use. If one is missing, its tests are skipped by name.
set -euo pipefail

# One package per line, with the tests that need it as a comment.
packages=(
  chromium     # pages that connect to the endpoint: test/integration/browser
  redis-server # takes the place of Valkey: functions/platform/cache, local/elasticache
  openssl      # its certificate
  python3         # results that ours are compared with: functions/kit/python-re
  python3-textfsm # results that ours are compared with: functions/kit/textfsm
  python3-jinja2  # results that ours are compared with: functions/kit/jinja
  python3-netaddr # its addresses, for the filters of ansible
  ansible         # results for filters of addresses and patterns: functions/kit/jinja
)

if [ "${#packages[@]}" -eq 0 ]; then
  echo 'peers: no test needs a Debian package.'
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "peers: there is no apt-get here; tests that need ${packages[*]} will be skipped." >&2
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "peers: not root; run \`sudo npm run peers\`, or tests that need ${packages[*]} will be skipped." >&2
  exit 0
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet
apt-get install --yes --quiet --no-install-recommends "${packages[@]}"
