/**
 * Preloaded module of a process that runs a plugin (`process.ts`), in all of its threads: signals to other processes,
 * which Node's permission model leaves open, are refused in the threads that may run code of the plugin. Node loads it by
 * `--require`, for `--import` leaves out some threads.
 */
const module_ = require('node:module');
const process_ = require('node:process');
const threads = require('node:worker_threads');

/** Functions of `process` that reach other processes, the undocumented ones among them. */
const SIGNALS = ['kill', '_kill', '_debugProcess', '_debugEnd'];

function refuse(name) {
  const error = new Error(`process.${name}() is not permitted`);
  throw Object.assign(error, { code: 'ERR_ACCESS_DENIED', permission: 'Signal' });
}

if (!threads.isMainThread) {
  for (const name of SIGNALS) {
    if (!(name in process_)) continue;
    Object.defineProperty(process_, name, {
      value: () => refuse(name),
      writable: false,
      configurable: false,
    });
  }
  // A thread that the plugin starts gets no flags of its own, so that this module is loaded in it too.
  const { Worker } = threads;
  const Guarded = new Proxy(Worker, {
    construct(target, [file, options, ...rest], made) {
      const { execArgv: _, ...kept } = options ?? {};
      return Reflect.construct(target, [file, kept, ...rest], made);
    },
  });
  Object.defineProperty(Worker.prototype, 'constructor', { value: Guarded });
  threads.Worker = Guarded;
  module_.syncBuiltinESMExports();
}
