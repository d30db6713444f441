// Lets a process run for a while, stops it for a while, and so on.
// Arguments: PID STOPPED_MS RUNNING_MS
const [pid, stoppedMs, runningMs] = process.argv.slice(2).map(Number);

function tell(signal) {
  try {
    process.kill(pid, signal);
  } catch {
    process.exit(0); // it has ended
  }
}

function go() {
  tell("SIGCONT");
  setTimeout(stop, runningMs);
}

function stop() {
  tell("SIGSTOP");
  setTimeout(go, stoppedMs);
}

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => {
    tell("SIGCONT");
    process.exit(0);
  });
}
go();
