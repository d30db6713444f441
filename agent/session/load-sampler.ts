/** How much of the node the agent uses. */
export interface Load {
  readonly residentMegabytes: number;
  /** Of one processor, since the sample before; 0 for the first. */
  readonly cpuPercent: number;
}

/** Measures the agent itself, children not included. */
export class LoadSampler {
  #cpu = process.cpuUsage();
  #at = performance.now();

  sample(): Load {
    const cpu = process.cpuUsage();
    const at = performance.now();
    const usedMs = (cpu.user - this.#cpu.user + cpu.system - this.#cpu.system) / 1000;
    const passedMs = at - this.#at;
    this.#cpu = cpu;
    this.#at = at;
    return {
      residentMegabytes: Math.round(process.memoryUsage.rss() / 1_048_576),
      cpuPercent: passedMs > 0 ? (100 * usedMs) / passedMs : 0,
    };
  }
}
