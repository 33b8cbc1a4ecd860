#!/bin/bash
# Workers on a cluster with SLURM, for a queue elsewhere. Unlike parts, they share the trials as they come, and may start
# and end at any time. The coordinator runs where it may run for as long as the tournament: on your own machine, say.
#
#   sbatch slurm-workers.sh ~/.config/genoprop/worker.env
#
# The file holds the settings of worker.env, one NAME=value a line, mode 0600.
#SBATCH --job-name=genoprop-worker
#SBATCH --array=1-8
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=1G
#SBATCH --time=12:00:00
# Two minutes before the end, and where the job is preempted: store checkpoints and give the trials back to the queue.
#SBATCH --signal=B:TERM@120
#SBATCH --output=genoprop-worker-%A_%a.log
set -euo pipefail
settings=${1:?the file with the address of the queue, such as worker.env}
set -a
# shellcheck source=worker.env
. "$settings"
set +a
# The Node of `npm install node@26`, where there is one, before that of the machine.
export PATH="$PWD/node_modules/.bin:$PATH"
# The shell becomes genoprop, so that the signal reaches it.
# A node without anything to play for ten minutes is left to others.
exec "${GENOPROP:-genoprop}" worker --name "$SLURMD_NODENAME-$SLURM_ARRAY_TASK_ID" \
  --threads "$SLURM_CPUS_PER_TASK" --idle-exit 600
