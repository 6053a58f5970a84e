// Loaded into the program by NODE_OPTIONS: writes the seconds of CPU time and the peak memory in MB to file 3.
import { writeSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, `${(userCPUTime + systemCPUTime) / 1e6} ${Math.round(maxRSS / 1024)}`);
});
