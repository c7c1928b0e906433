# Fixed answers: one of rolecall's to a lookup, with its fields, and a page of 4 KB.
port=$(free_port)
kilobyte=$(printf 'n%.0s' {1..1024})
cat > "$folder/nginx.conf" << END
worker_processes 1;
pid $folder/nginx.pid;
error_log stderr;
events { worker_connections 512; }
http {
  access_log off;
  keepalive_requests 1000000000;
  default_type application/json;
  client_body_temp_path $folder/nginx;
  proxy_temp_path $folder/nginx;
  fastcgi_temp_path $folder/nginx;
  uwsgi_temp_path $folder/nginx;
  scgi_temp_path $folder/nginx;
  server {
    listen 127.0.0.1:$port;
    set \$k $kilobyte;
    location /v1/users { return 200 "\$k\$k\$k\$k"; }
    location /v1/users/by-username/ {
$(sed -n "s/^\(X-Request-Id\|Rolecall-[A-Za-z]*\|ETag\): \(.*\)\r$/      add_header \1 '\2';/p" \
  "$folder/answer_head.txt")
      return 200 '$(< "$folder/answer.txt")';
    }
  }
}
END
start nginx nginx -c "$folder/nginx.conf" -g 'daemon off;'
wait_until nginx listens "$port"
