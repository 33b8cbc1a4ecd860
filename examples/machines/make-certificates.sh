#!/bin/sh
# Certificates for the queue of genoprop: an authority (CA) of its own, one for the server, one for each client.
#
#   sh make-certificates.sh authority FOLDER             makes FOLDER, ca.key and ca.crt
#   sh make-certificates.sh server FOLDER HOST...        server.key, server.crt: valid for these names and addresses
#   sh make-certificates.sh client FOLDER NAME           NAME.key, NAME.crt
#
# GENOPROP_DAYS is the number of days for which a certificate is valid: 825 if it is not set, ten years for the
# authority. ca.key signs new certificates: keep it on one machine that is not the server, and give it to nobody.
set -eu
umask 077

fail() {
  echo "make-certificates.sh: $1" >&2
  exit 2
}

forms='authority FOLDER | server FOLDER HOST... | client FOLDER NAME'
[ $# -ge 2 ] || fail "the forms are: $forms"
command -v openssl >/dev/null || fail 'openssl is not there; install the package openssl'
kind=$1
folder=$2
shift 2

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

# quietly COMMAND...: runs it, and shows what it says only where it fails.
quietly() {
  "$@" >"$temporary/said" 2>&1 || fail "$(cat "$temporary/said")"
}

# sign NAME SUBJECT EXTENSIONS: makes NAME.key, and NAME.crt signed by the authority.
sign() {
  [ -f "$folder/ca.key" ] || fail "$folder/ca.key is not there; make the authority first"
  [ ! -e "$folder/$1.key" ] || fail "$folder/$1.key is there already; remove it to make a new one"
  printf '%s\n' "$3" 'basicConstraints = critical, CA:FALSE' 'keyUsage = critical, digitalSignature' \
    'subjectKeyIdentifier = hash' 'authorityKeyIdentifier = keyid' >"$temporary/extensions"
  quietly openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 \
    -subj "/CN=$2" -keyout "$temporary/key" -out "$temporary/request"
  quietly openssl x509 -req -sha256 -days "${GENOPROP_DAYS:-825}" -in "$temporary/request" \
    -extfile "$temporary/extensions" -CA "$folder/ca.crt" -CAkey "$folder/ca.key" \
    -set_serial "0x$(openssl rand -hex 16)" -out "$folder/$1.crt"
  mv "$temporary/key" "$folder/$1.key"
  echo "$folder/$1.crt, $folder/$1.key"
}

case $kind in
  authority)
    [ $# -eq 0 ] || fail 'authority takes a folder and nothing more'
    [ ! -e "$folder/ca.key" ] || fail "$folder/ca.key is there already; another authority needs another folder"
    mkdir -p "$folder"
    quietly openssl req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 \
      -days "${GENOPROP_DAYS:-3650}" -subj '/CN=genoprop queue authority' \
      -addext 'keyUsage = critical, keyCertSign, cRLSign' \
      -keyout "$folder/ca.key" -out "$folder/ca.crt"
    echo "$folder/ca.crt, $folder/ca.key"
    ;;
  server)
    [ $# -ge 1 ] || fail 'server needs the names or addresses by which clients reach it, such as queue.example.org'
    names=''
    for host in "$@"; do
      case $host in
        *:*) form=IP ;;
        *[!0-9.]*) form=DNS ;;
        *) form=IP ;;
      esac
      names="$names${names:+, }$form:$host"
    done
    # Valid for a server alone: a thief of it takes no jobs.
    sign server "$1" "subjectAltName = $names
extendedKeyUsage = serverAuth"
    ;;
  client)
    [ $# -eq 1 ] || fail 'client needs one name, such as worker-1'
    case $1 in
      '' | ca | server | *[!a-zA-Z0-9._-]*) fail "$1: a name has letters, digits, . _ and -, and is not ca or server" ;;
    esac
    # Valid for a client alone: a worker cannot pretend to be the queue.
    sign "$1" "$1" 'extendedKeyUsage = clientAuth'
    ;;
  *) fail "$kind: unknown; the forms are: $forms" ;;
esac
