/** genoprop as a library. */
export { defineTask } from '../tasks/define-task.ts';
