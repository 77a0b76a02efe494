#!/bin/sh
# Makes the files of docker-compose.yml's secrets that are not there yet; never
# changes one. The folder keeps other people of this machine out; in it, the files are
# readable because the containers' users, who have other numbers, read them.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p secrets
chmod 700 secrets
random() { head -c 48 /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_'; }
make() {
  if [ -e "secrets/$1" ]; then
    echo "secrets/$1 is there"
  else
    printf '%s\n' "$2" > "secrets/$1.part"
    chmod 444 "secrets/$1.part"
    mv "secrets/$1.part" "secrets/$1"
    echo "secrets/$1 made${3:-}"
  fi
}
make secret_key "$(random)"
make secret_key_fallbacks "" ": empty, until the first rotation of the key"
make database_password "$(random)"
make email_url "" ": empty, so no mail leaves; write smtp+tls://user:password@host:587 into it"
make bounce_mailbox_url "" ": empty, so no mailbox is read; write imaps://user:password@host:993/INBOX into it"
make anymail_webhook_secret "" ": empty, so no mail provider may call; write user:password into it"
