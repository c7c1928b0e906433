start limits "$build/bench/peers/rolecall_limits" "$folder/answer_head.txt" \
  "$folder/users.ndjson" "$folder/limits" "$(< "$folder/record_bytes.txt")"
wait_until limits said_port limits
port=$(said_port limits)
