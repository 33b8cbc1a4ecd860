#!/bin/sh
# Passwords of the two users of genoprop's queue, and the list of users for its server.
#
#   sh make-passwords.sh FOLDER    coordinator.password, worker.password and users.acl
#
# users.acl is the file of this folder with the passwords' hashes: it goes to the server. A password goes, as a file or as
# GENOPROP_QUEUE_PASSWORD, to the machines of its user alone. A worker's user cannot write records of runs, by which
# they are paused and stopped, nor place programs for other workers.
set -eu
umask 077

fail() {
  echo "make-passwords.sh: $1" >&2
  exit 2
}

[ $# -eq 1 ] || fail 'needs the folder for its files and nothing more'
command -v openssl >/dev/null || fail 'openssl is not there; install the package openssl'
folder=$1
template=$(dirname "$0")/users.acl
[ -f "$template" ] || fail "$template is not there"
mkdir -p "$folder"

for file in coordinator.password worker.password users.acl; do
  [ ! -e "$folder/$file" ] || fail "$folder/$file is there already; remove it to make new passwords"
done
for user in coordinator worker; do openssl rand -hex 32 >"$folder/$user.password"; done

# Redis keeps SHA-256 of a password, which is enough for passwords of 256 random bits.
hash() {
  tr -d '\n' <"$folder/$1.password" | openssl dgst -sha256 -r | cut -d ' ' -f 1
}
sed -e "s/#COORDINATOR/#$(hash coordinator)/" -e "s/#WORKER/#$(hash worker)/" "$template" >"$folder/users.acl"
echo "$folder/coordinator.password, $folder/worker.password, $folder/users.acl"
