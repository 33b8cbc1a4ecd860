/**
 * First import of the worker: zod is to compile no code, which the content security policies of pages forbid. In the
 * worker's own body the setting would come too late.
 */
import { config } from 'zod/v4/core';

config({ jitless: true });
