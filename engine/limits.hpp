// Every bound on what comes from outside, with its unit. Nothing is read, stored or waited for
// without one of these.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rolecall::limits {

// Names and texts, in Unicode characters (code points), except where bytes are said.
inline constexpr std::size_t name_max_chars = 255;   // username, email, group, each name
inline constexpr std::size_t name_max_bytes = 1020;  // 255 characters of at most 4 bytes
inline constexpr std::size_t name_max_marks = 30;    // combining ones in a row
inline constexpr std::size_t reason_max_bytes = 1024;
inline constexpr std::size_t external_id_max_bytes = 255;
inline constexpr std::size_t attributes_max_bytes = 8192;  // serialised JSON object
inline constexpr std::size_t attributes_depth_max = 16;    // itself, and what is within each other
inline constexpr std::size_t role_word_max_bytes = 64;

// Secrets.
inline constexpr std::size_t password_min_bytes = 8;
inline constexpr std::size_t password_max_bytes = 1024;
inline constexpr std::size_t password_guesses_max = 2;     // checked at once, 64 MiB each
inline constexpr std::size_t password_waiting_max = 1024;  // more are refused as unavailable
inline constexpr std::size_t password_waiting_of_name_max = 16;
inline constexpr std::uint32_t guesses_free = 5;  // failures before one has to wait
inline constexpr std::uint32_t guesses_free_of_address = 50;
inline constexpr std::int64_t guess_wait_max_s = 30;
inline constexpr std::int64_t guess_wait_of_address_max_s = 300;
inline constexpr std::int64_t guesses_forgotten_s = 900;  // after the last failure
inline constexpr std::size_t guess_entries = 65536;       // of 32 bytes, kept for all of that
inline constexpr std::size_t idempotency_keys_max = 1'000'000;
inline constexpr std::size_t idempotency_keys_per_client_max = 50'000;
inline constexpr std::int64_t idempotency_kept_us = 86'400'000'000;  // 24 hours
inline constexpr std::size_t idempotency_key_max_bytes = 255;
inline constexpr std::size_t token_sessions = 65536;  // and users, of 32 bytes each

// Invitations.
inline constexpr std::int64_t invitation_default_us = 7 * std::int64_t{86'400'000'000};  // 7 days

// The log.
inline constexpr std::size_t record_max_bytes = 65536;
inline constexpr std::uint64_t position_max = (std::uint64_t{1} << 40) - 1;
inline constexpr std::size_t log_map_size_bytes = std::size_t{1} << 38;      // at most
inline constexpr std::size_t secrets_map_size_bytes = std::size_t{1} << 36;  // at most
inline constexpr std::size_t activity_map_size_bytes = std::size_t{1} << 35;
inline constexpr std::size_t store_map_min_bytes = std::size_t{1} << 26;
inline constexpr std::size_t store_transaction_max_bytes = std::size_t{1} << 27;  // of what is new

inline constexpr std::uint64_t store_pages_max = std::uint64_t{1} << 26;  // the log's map, in 4 KiB

inline constexpr std::size_t import_line_max_bytes = 65536;  // to import; of CSV: a row

// Memory: what the state holds at most, as far as its numbers reach (state/amounts.hpp).
inline constexpr std::uint64_t events_max = (std::uint64_t{1} << 32) - 2;   // of 32-bit numbers
inline constexpr std::uint64_t profile_bytes_max = std::uint64_t{1} << 34;  // 32 bits of 4 bytes
inline constexpr std::size_t group_owners_at_once = 1'000;  // that one command may replace
inline constexpr std::uint64_t group_name_bytes_max = std::uint64_t{1} << 32;
inline constexpr std::uint64_t role_words_max = std::uint64_t{1} << 16;
inline constexpr std::uint64_t memory_kept_part = 16;    // a 16th is kept from commands
inline constexpr std::size_t profile_max_bytes = 32768;  // as it is kept: texts, keys, lengths

// The writer.
inline constexpr std::size_t batch_max_commands = 1024;
inline constexpr std::size_t waiting_max_commands = 65536;  // more are refused as unavailable

// The clock.
inline constexpr std::int64_t clock_step_max_us = 300'000'000;    // put by more: not believed
inline constexpr std::int64_t clock_jump_max_us = 3'600'000'000;  // by more: no change is taken

// Reads.
inline constexpr std::size_t page_default_rows = 50;
inline constexpr std::size_t page_max_rows = 1000;
inline constexpr std::size_t lookup_max_names = 1000;
inline constexpr std::int64_t recent_past_us = 3'600'000'000;  // for those who may not read history
inline constexpr unsigned min_position_wait_max_s = 5;  // then the read is refused as unavailable
inline constexpr unsigned feed_wait_max_s = 60;         // of a poll for events
inline constexpr unsigned feed_heartbeat_s = 15;        // of a stream of events
inline constexpr std::size_t feed_piece_events = 32;    // read, and kept for a slow reader, at once
inline constexpr std::uint64_t feed_window_events = 16384;  // looked through before others' turn
inline constexpr std::size_t feeds_max =
    1000;  // streams and polls; more are refused as unavailable

// HTTP.
inline constexpr std::size_t http_head_max_bytes = 16384;
inline constexpr std::size_t http_body_max_bytes = 1048576;       // look-ups, GraphQL, bulk
inline constexpr std::size_t http_change_body_max_bytes = 65536;  // 8 KiB of attributes, escaped
inline constexpr std::size_t http_open_body_max_bytes = 16384;    // before anything is proved
inline constexpr std::size_t http_bodies_max_bytes = 67108864;    // of all that are not whole yet
inline constexpr std::size_t http_answers_max_bytes = 268435456;  // of all that are not written
inline constexpr std::size_t http_answer_counted_bytes = 16384;   // smaller ones are not counted
inline constexpr std::size_t http_fields_max = 40;
inline constexpr std::size_t http_connections_max = 10000;
inline constexpr std::size_t descriptors_max = 65536;         // asked of the system
inline constexpr std::size_t descriptors_reserved = 128;      // not for connections: stores, logs
inline constexpr std::size_t http_output_max_bytes = 262144;  // written out before more is answered
inline constexpr std::size_t http_json_depth_max = 32;
inline constexpr std::size_t answer_json_depth_max = 64;  // of what we answer, with what is stored
inline constexpr unsigned http_head_timeout_s = 10;
inline constexpr unsigned http_body_timeout_s = 30;
inline constexpr unsigned http_write_timeout_s = 30;  // of a piece: who takes none is cut off
inline constexpr unsigned http_idle_timeout_s = 120;
inline constexpr unsigned http_first_head_timeout_s = 10;  // from the connection's beginning
inline constexpr unsigned http_linger_timeout_s = 2;  // reading on after a refusal, before closing
inline constexpr unsigned http_stop_timeout_s = 10;   // requests in flight when the server stops
inline constexpr unsigned http_stop_write_timeout_s = 1;  // instead of the other, from then on
inline constexpr std::size_t http_chunk_extensions_max_bytes = 4096;  // of a body, all together
inline constexpr std::size_t http_trailers_max_bytes = 4096;
inline constexpr std::size_t bulk_max_lines = 1000;

// Work that does not hold up an I/O thread: jobs of one pool that wait.
inline constexpr std::size_t pool_waiting_max = 8192;
inline constexpr std::size_t pool_waiting_of_caller_max = 2048;  // two bulks, each line with a key
inline constexpr std::size_t answer_piece_bytes =
    65536;                                            // of a long answer, made or written at once
inline constexpr std::size_t long_answers_max = 256;  // under way; more are refused
inline constexpr std::size_t long_answers_of_caller_max = 16;

// GraphQL: a document and what is made of it.
inline constexpr std::size_t graphql_document_max_bytes = 65536;
inline constexpr std::size_t graphql_tokens_max = 10000;
inline constexpr std::size_t graphql_name_max_bytes = 255;
inline constexpr std::size_t graphql_depth_max = 32;  // levels of selections, lists, fragments
inline constexpr std::size_t graphql_selections_max = 1000;  // with fragments in their places
inline constexpr std::size_t graphql_list_max_values = 1000;
inline constexpr std::size_t graphql_repeated_max_bytes = 8388608;  // of an answer; see QueryAnswer
inline constexpr std::size_t graphql_arguments_max_bytes = 1048576;  // variables in their places

}  // namespace rolecall::limits
