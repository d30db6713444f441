// Moves the wall clock of a Node program, and of the Node programs that it starts: loaded before
// the program by `node --import`. Plain JavaScript, as it runs without a loader.
// Environment: TAPLINE_LAB_CLOCK_AHEAD_S, whole seconds; TAPLINE_LAB_CLOCK_PROGRAMS, a folder of
// programs to be taken instead of those on PATH. Clocks that only go forward stay.
// Debian's libfaketime would do it for every program, but leaves files in /dev/shm of each that is
// killed, and a lab leaves nothing behind.
const {
  TAPLINE_LAB_CLOCK_AHEAD_S: seconds,
  TAPLINE_LAB_CLOCK_PROGRAMS: programs,
  PATH = "",
} = process.env;
const aheadMs = Number(seconds) * 1_000;
const { now } = Date;

Date.now = () => now() + aheadMs;
globalThis.Date = new Proxy(Date, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [target.now()] : given, newTarget),
});
Object.defineProperty(performance, "timeOrigin", { value: performance.timeOrigin + aheadMs });
process.env.NODE_OPTIONS = `--import=${import.meta.url}`;
if (!PATH.startsWith(`${programs}:`)) process.env.PATH = `${programs}:${PATH}`;
