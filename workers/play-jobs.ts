/** Process entry of a worker: plays trials of a job queue for its supervisor. */
import { playForSupervisor } from '../src/machines/worker/play-process.ts';

playForSupervisor();
