// Lets writes and syncs of this process fail when told: pwrite, writev and fdatasync, which is all
// that LMDB stores by, and fsync and rename, by which a new file gets its name. A program that
// links io_faults.cpp gets these instead of the C library's.
#pragma once

namespace rolecall::test {

enum class IoFault {
  error,        // EIO, nothing done
  no_space,     // ENOSPC, nothing done
  short_write,  // half of it done; a sync fails with EIO
  kill,         // the process is killed, nothing done
};

// From now on, call number `nth` (1 is the next) fails, once.
void fail_io(int nth, IoFault fault);
// The next fdatasync fails: what LMDB has written becomes visible to nobody.
void fail_next_sync();
// The next write of an LMDB meta page is done but reported as EIO, and so is LMDB's attempt to take
// it back, which is not done: the commit fails, and has happened.
void lie_about_next_commit();
// All calls from now on fail with EIO.
void fail_all_io();

// No more faults. Answers how many calls there were since the last order.
int stop_failing_io();

}  // namespace rolecall::test
