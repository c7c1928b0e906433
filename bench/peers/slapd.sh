port=$(free_port)
# slapd_config FOLDER: as Debian ships it, but for where it lies.
slapd_config() {
  mkdir "$1"
  cat > "$1.conf" << END
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile $1.pid
database mdb
maxsize 8589934592
suffix dc=example
rootdn cn=bench,dc=example
rootpw bench
directory $1
index objectClass eq
index uid eq,sub
index mail eq
index employeeType eq
END
}
slapd_load() { exec "${on_servers[@]}" slapadd -q -f "$1.conf" -l "$folder/users.ldif"; }

slapd_config "$folder/slapd"
run slapd_load "$folder/slapd"
start slapd slapd -f "$folder/slapd.conf" -h "ldap://127.0.0.1:$port/" -d 0
wait_until slapd listens "$port"

rebuild_slapd() {
  rm -rf "$folder/slapd.anew"
  slapd_config "$folder/slapd.anew"
  timed 'slapadd -q' slapd_load "$folder/slapd.anew"
}
