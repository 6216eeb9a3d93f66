#!/usr/bin/env bash
# Makes a signed repository of packages in the folder $1, laid out as packages.microsoft.com, with an azure-cli $2 that
# says its version.
set -euo pipefail
mkdir -p "$1/keys" "$1/repos/azure-cli"
codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
architecture=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/package/DEBIAN" "$work/package/usr/bin"
printf '#!/bin/sh\necho "{ \\"azure-cli\\": \\"%s\\" }"\n' "$2" > "$work/package/usr/bin/az"
chmod 755 "$work/package/usr/bin/az"
cat > "$work/package/DEBIAN/control" <<CONTROL
Package: azure-cli
Version: $2-1~$codename
Architecture: $architecture
Maintainer: Tests <tests@example.org>
Description: says its version
CONTROL
cd "$1/repos/azure-cli"
dpkg-deb --build "$work/package" azure-cli.deb > "$work/log"

index=main/binary-$architecture/Packages
mkdir -p "dists/$codename/main/binary-$architecture"
{
  cat "$work/package/DEBIAN/control"
  echo "Filename: azure-cli.deb"
  echo "Size: $(stat -c %s azure-cli.deb)"
  echo "SHA256: $(sha256sum azure-cli.deb | cut -d ' ' -f 1)"
} > "dists/$codename/$index"
cd "dists/$codename"
cat > Release <<RELEASE
Suite: $codename
Codename: $codename
Architectures: $architecture
Components: main
Date: $(date -Ru)
SHA256:
 $(sha256sum "$index" | cut -d ' ' -f 1) $(stat -c %s "$index") $index
RELEASE

export GNUPGHOME=$work/keys
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-gen-key tests@example.org rsa2048 sign never 2> "$work/log"
gpg --batch --quiet --clearsign --output InRelease Release
gpg --armor --export > "$1/keys/microsoft.asc"
gpgconf --kill gpg-agent
