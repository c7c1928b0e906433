port=$(free_port)
mkdir "$folder/redis"
# The file is not written anew while it is measured.
start redis redis-server --port "$port" --bind 127.0.0.1 --dir "$folder/redis" --save '' \
  --appendonly yes --appendfsync always --auto-aof-rewrite-percentage 0
wait_until redis redis-cli -p "$port" ping
redis-cli -p "$port" --pipe < "$folder/users.resp" > /dev/null
